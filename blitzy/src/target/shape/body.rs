//! Reads what is sent.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::str;

use bytes::Bytes;

use super::{Body, TargetError, Templates};
use crate::target::template::{Encoding, Template};

/// What is sent, with its files read.
pub(super) enum Content {
    Same(Bytes),
    Varied(Template),
}

/// How many MiB are sent at most.
const MOST_MEBIBYTES: usize = 64;
const MOST: usize = MOST_MEBIBYTES << 20;

/// Reads what is sent.
pub(super) fn read(
    body: Body,
    templates: Templates,
) -> Result<Content, TargetError> {
    let content = match body {
        Body::Nothing => Content::Same(Bytes::new()),
        Body::Bytes(bytes) => content(bytes, templates)?,
        Body::File(path) => content(read_file(&path)?, templates)?,
        Body::Form(fields) => from(form(&fields, templates)?),
    };
    let length = match &content {
        Content::Same(bytes) => bytes.len(),
        Content::Varied(template) => template.longest(),
    };
    if length > MOST {
        return Err(TargetError::BodyTooLarge { mebibytes: MOST_MEBIBYTES });
    }
    Ok(content)
}

fn content(bytes: Bytes, templates: Templates) -> Result<Content, TargetError> {
    // Most bodies have no templates, and are as they are then.
    if templates == Templates::Literal
        || !bytes.windows(2).any(|pair| pair == b"{{")
    {
        return Ok(Content::Same(bytes));
    }
    match str::from_utf8(&bytes) {
        Ok(text) => templates.read(text, "the body").map(from),
        Err(_) => Ok(Content::Same(bytes)),
    }
}

/// Reads a file, but not much more of it than may be sent: some have no end.
pub(super) fn read_file(path: &Path) -> Result<Bytes, TargetError> {
    let mut body = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST as u64 + 1).read_to_end(&mut body))
        .map_err(|error| TargetError::File {
            what: "the body",
            path: path.to_owned(),
            error,
        })?;
    Ok(body.into())
}

fn form(
    fields: &[String],
    templates: Templates,
) -> Result<Template, TargetError> {
    let mut form = Template::default();
    for (index, field) in fields.iter().enumerate() {
        let (name, value) =
            field.split_once('=').ok_or(TargetError::Field(index + 1))?;
        if index > 0 {
            form.push(Template::literal("&"));
        }
        let place = format!("field {} of the form", index + 1);
        let name = templates.read(name, &place)?;
        let value = templates.read(value, &place)?;
        form.push(name.encoded(Encoding::Value, Encoding::Value));
        form.push(Template::literal("="));
        form.push(value.encoded(Encoding::Value, Encoding::Value));
    }
    Ok(form)
}

fn from(template: Template) -> Content {
    match template.as_literal() {
        Some(text) => Content::Same(text.to_owned().into()),
        None => Content::Varied(template),
    }
}
