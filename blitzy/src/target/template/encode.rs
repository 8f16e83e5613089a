//! How texts are put into a URL.

/// How a text is put into a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::target) enum Encoding {
    /// What somebody wrote as a URL: what is special stays special, and what
    /// no URL may have is encoded, as a browser does.
    Url,
    /// A value in a URL or a form: whatever it has, it stays one value.
    Value,
}

impl Encoding {
    pub(super) fn encode(self, text: &str) -> String {
        let mut encoded = String::with_capacity(text.len());
        for byte in text.bytes() {
            if self.keeps(byte) {
                encoded.push(char::from(byte));
            } else {
                encoded.push('%');
                encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
                encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
        encoded
    }

    fn keeps(self, byte: u8) -> bool {
        match self {
            Self::Url => {
                byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte)
            }
            Self::Value => {
                byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
            }
        }
    }
}

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// Returns a text whose bytes may be written as `%` and two digits.
pub(in crate::target) fn percent_decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let pair = match after {
            [high, low, ..] if *first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        if let Some((high, low)) = pair {
            decoded.push(high << 4 | low);
            rest = &after[2..];
        } else {
            decoded.push(*first);
            rest = after;
        }
    }
    decoded
}

fn digit(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_one_value() {
        assert_eq!(
            Encoding::Value.encode("a b/c?d&e=ü%"),
            "a%20b%2Fc%3Fd%26e%3D%C3%BC%25"
        );
        assert_eq!(Encoding::Value.encode("A-z_0.9~"), "A-z_0.9~");
    }

    #[test]
    fn what_is_written_as_a_url_keeps_what_is_special() {
        assert_eq!(Encoding::Url.encode("/a?b=c&d=%20+e"), "/a?b=c&d=%20+e");
        assert_eq!(
            Encoding::Url.encode("/a b/ü{\"}"),
            "/a%20b/%C3%BC%7B%22%7D"
        );
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        for text in ["", "a b/c?d&e=ü%", "100%", "%4", "%zz"] {
            let encoded = Encoding::Value.encode(text);
            assert_eq!(percent_decoded(&encoded), text.as_bytes());
        }
        assert_eq!(percent_decoded("100%"), b"100%");
        assert_eq!(percent_decoded("%zz%4"), b"%zz%4");
        assert_eq!(percent_decoded("a%3Ab"), b"a:b");
    }
}
