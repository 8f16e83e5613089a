//! The parameters in the address of a request.

use std::borrow::Cow;

/// The parameters of a request, as they stand after the `?`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameters<'a>(&'a str);

/// Why the parameters are not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadQuery {
    #[error("the parameter `{0}` is missing")]
    Missing(&'static str),
    #[error("after `%` come two hexadecimal digits; a `%` itself is `%25`")]
    Percent,
    #[error("parameters are text in UTF-8")]
    Utf8,
    #[error("`{0}` is no parameter here; there are: {1}")]
    Unknown(String, String),
    #[error("`{0}` is {1} here")]
    Value(&'static str, &'static str),
}

impl<'a> Parameters<'a> {
    /// Makes parameters of what stands after the `?`.
    pub(super) fn new(query: &'a str) -> Self {
        Self(query)
    }

    /// Returns the first value of a name.
    pub(super) fn first(
        self,
        name: &str,
    ) -> Result<Option<Cow<'a, str>>, BadQuery> {
        for (key, value) in self.pairs() {
            if decode(key)? == name {
                return decode(value).map(Some);
            }
        }
        Ok(None)
    }

    /// Returns the first value of a name that must be there.
    pub(super) fn required(
        self,
        name: &'static str,
    ) -> Result<Cow<'a, str>, BadQuery> {
        self.first(name)?.ok_or(BadQuery::Missing(name))
    }

    /// Returns what `parse` makes of the first value of a name, which is
    /// `what` if it is right.
    pub(super) fn parsed<T>(
        self,
        name: &'static str,
        what: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, BadQuery> {
        let Some(value) = self.first(name)? else { return Ok(None) };
        parse(&value).map(Some).ok_or(BadQuery::Value(name, what))
    }

    /// Returns how many are wanted: from 1 to `most`.
    pub(super) fn limit(
        self,
        some: usize,
        most: usize,
    ) -> Result<usize, BadQuery> {
        let number = |text: &str| text.parse().ok().filter(|n| *n > 0);
        let limit = self.parsed("limit", "a number from 1", number)?;
        Ok(limit.unwrap_or(some).min(most))
    }

    /// Refuses names that mean nothing here: one that is misspelt would leave
    /// out what was asked for.
    pub(super) fn only(self, known: &[&str]) -> Result<Self, BadQuery> {
        for (key, _) in self.pairs() {
            let key = decode(key)?;
            if !known.contains(&&*key) {
                let key = key.escape_debug().to_string();
                return Err(BadQuery::Unknown(key, known.join(", ")));
            }
        }
        Ok(self)
    }

    fn pairs(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pairs = self.0.split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }
}

fn decode(text: &str) -> Result<Cow<'_, str>, BadQuery> {
    if !text.bytes().any(|byte| byte == b'%' || byte == b'+') {
        return Ok(Cow::Borrowed(text));
    }
    percent_decoded(&text.replace('+', " ")).map(Cow::Owned)
}

/// Returns the text that `%20` and the like stand for.
pub(super) fn percent_decoded(text: &str) -> Result<String, BadQuery> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, after @ ..] = rest else {
            return Err(BadQuery::Percent);
        };
        rest = after;
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let both = digit(high).zip(digit(low)).ok_or(BadQuery::Percent)?;
        bytes.extend(u8::try_from(both.0 * 16 + both.1));
    }
    String::from_utf8(bytes).map_err(|_| BadQuery::Utf8)
}

/// What [`truth`] reads.
pub(super) const TRUTH: &str = "`true` or `false`";

/// Returns whether `true` or `false` is meant.
pub(super) fn truth(text: &str) -> Option<bool> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_and_the_first_of_a_name_counts() {
        let query = "list=bob%2Falice&title=a+b%26c&title=other&flag&=x";
        let query = Parameters::new(query);
        assert_eq!(query.required("list").unwrap(), "bob/alice");
        assert_eq!(query.required("title").unwrap(), "a b&c");
        assert_eq!(query.required("flag").unwrap(), "");
        assert_eq!(query.first("date"), Ok(None));
        assert_eq!(query.required("date"), Err(BadQuery::Missing("date")));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for (query, error) in [
            ("title=%", BadQuery::Percent),
            ("title=%1", BadQuery::Percent),
            ("title=%zz", BadQuery::Percent),
            ("title=%+1", BadQuery::Percent),
            ("title=%ff", BadQuery::Utf8),
            ("%ff=1&title=2", BadQuery::Utf8),
        ] {
            assert_eq!(Parameters::new(query).first("title"), Err(error));
        }
    }

    #[test]
    fn a_name_that_means_nothing_is_refused() {
        let query = Parameters::new("done=true&dat=2018-12-19");
        let error = query.only(&["date", "done"]).unwrap_err();
        let text = "`dat` is no parameter here; there are: date, done";
        assert_eq!(error.to_string(), text);
    }
}
