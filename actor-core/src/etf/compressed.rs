//! Takes off what is around a term: a version, and sometimes compression.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;

use super::error::Error;
use super::reader::Reader;
use super::tag;

/// The most bytes that a compressed term may have when it is not any more.
const MAX_UNCOMPRESSED: usize = 16 << 20;

/// Takes off the version, and uncompresses what is compressed.
pub(super) fn body(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    match bytes {
        [] => Err(Error::Truncated { at: 0 }),
        [tag::VERSION, tag::COMPRESSED, compressed @ ..] => {
            uncompressed(compressed).map(Cow::Owned)
        }
        [tag::VERSION, body @ ..] => Ok(Cow::Borrowed(body)),
        [found, ..] => Err(Error::Version { found: *found }),
    }
}

fn uncompressed(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let invalid = |what| Error::Invalid { what, at: 2 };
    let mut reader = Reader::new(bytes);
    let length = reader.length()?;
    if length > MAX_UNCOMPRESSED {
        return Err(invalid("a compressed term of more than 16 MiB"));
    }
    let compressed = reader.take(reader.remaining())?;
    let mut decoder = ZlibDecoder::new(compressed);
    let mut body = Vec::new();
    // One byte more than announced is read, to see that it is not there.
    let limit = u64::try_from(length).map_or(u64::MAX, |length| length + 1);
    let read = decoder.by_ref().take(limit).read_to_end(&mut body);
    if read.is_err() || body.len() != length {
        return Err(invalid("a compressed term that is not what it announces"));
    }
    if decoder.total_in() != compressed.len() as u64 {
        return Err(invalid("bytes follow the compressed term"));
    }
    Ok(body)
}
