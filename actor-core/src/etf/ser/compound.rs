//! Lists, tuples and maps, whose lengths are known at their ends.

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};

use super::{Error, Place, Serializer};
use crate::etf::encode::MAX_STRING;
use crate::etf::{tag, write};

/// Bytes of a tag and a length.
const HEADER: usize = 5;

/// A list that is being written.
pub(super) struct List<'b, 'a> {
    to: &'b mut Serializer<'a>,
    start: usize,
    count: usize,
}

impl<'b, 'a> List<'b, 'a> {
    pub(super) fn start(to: &'b mut Serializer<'a>) -> Result<Self, Error> {
        to.deeper()?;
        let start = to.out.len();
        write::list(to.out, 0)?;
        Ok(Self { to, start, count: 0 })
    }
}

impl SerializeSeq for List<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(
        &mut self,
        element: &T,
    ) -> Result<(), Error> {
        self.count += 1;
        self.to.inner(Place::Inside, element)
    }

    fn end(self) -> Result<(), Error> {
        self.to.depth -= 1;
        let out = &mut *self.to.out;
        if self.count == 0 {
            out.truncate(self.start);
            out.push(tag::NIL);
            return Ok(());
        }
        let elements = &out[self.start + HEADER..];
        // BEAM writes a list of bytes in a shorter form.
        if self.count <= MAX_STRING
            && elements.len() == 2 * self.count
            && elements.iter().step_by(2).all(|tag| *tag == tag::SMALL_INTEGER)
        {
            shorten(out, self.start, self.count);
            return Ok(());
        }
        count(out, self.start, self.count)?;
        out.push(tag::NIL);
        Ok(())
    }
}

/// Makes a string of a list in which every element is a byte.
fn shorten(out: &mut Vec<u8>, start: usize, count: usize) {
    let [.., high, low] = count.to_be_bytes();
    out[start..start + 3].copy_from_slice(&[tag::STRING, high, low]);
    for index in 0..count {
        out[start + 3 + index] = out[start + HEADER + 2 * index + 1];
    }
    out.truncate(start + 3 + count);
}

/// Writes the count into the header that starts here.
fn count(out: &mut [u8], start: usize, count: usize) -> Result<(), Error> {
    let count = write::length(out, count)?;
    out[start + 1..start + HEADER].copy_from_slice(&count.to_be_bytes());
    Ok(())
}

/// A tuple that is being written.
pub(super) struct Fields<'b, 'a> {
    to: &'b mut Serializer<'a>,
    start: usize,
    /// Where the first element starts.
    first: usize,
    /// Where the elements stand, as to the address of an answer.
    place: Place,
    count: usize,
}

impl<'b, 'a> Fields<'b, 'a> {
    pub(super) fn start(
        to: &'b mut Serializer<'a>,
        length: usize,
        place: Place,
    ) -> Result<Self, Error> {
        to.deeper()?;
        let start = to.out.len();
        write::tuple(to.out, length)?;
        let first = to.out.len();
        Ok(Self { to, start, first, place, count: 0 })
    }

    pub(super) fn start_variant(
        to: &'b mut Serializer<'a>,
        name: &str,
        variant: &str,
        length: usize,
    ) -> Result<Self, Error> {
        let mut fields = Self::start(to, length + 1, Place::Field)?;
        fields.to.variant(name, variant)?;
        fields.count = 1;
        Ok(fields)
    }

    fn field<T: Serialize + ?Sized>(&mut self, field: &T) -> Result<(), Error> {
        let before = self.to.out.len();
        self.to.inner(self.place, field)?;
        // The address of an answer writes nothing.
        self.count += usize::from(self.to.out.len() > before);
        Ok(())
    }

    fn end_tuple(self) -> Result<(), Error> {
        self.to.depth -= 1;
        let out = &mut *self.to.out;
        if out[self.start] == tag::LARGE_TUPLE {
            return count(out, self.start, self.count);
        }
        // It was one byte when all fields counted.
        let [.., count] = self.count.to_be_bytes();
        out[self.start + 1] = count;
        Ok(())
    }
}

impl SerializeTuple for Fields<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(
        &mut self,
        element: &T,
    ) -> Result<(), Error> {
        self.field(element)
    }

    fn end(self) -> Result<(), Error> {
        self.end_tuple()
    }
}

impl SerializeTupleStruct for Fields<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        field: &T,
    ) -> Result<(), Error> {
        self.field(field)
    }

    fn end(self) -> Result<(), Error> {
        self.end_tuple()
    }
}

impl SerializeTupleVariant for Fields<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        field: &T,
    ) -> Result<(), Error> {
        self.field(field)
    }

    fn end(self) -> Result<(), Error> {
        if self.count == 1 {
            // A variant without fields is its atom.
            self.to.depth -= 1;
            self.to.out.drain(self.start..self.first);
            return Ok(());
        }
        self.end_tuple()
    }
}

/// A map that is being written.
pub(super) struct Entries<'b, 'a> {
    to: &'b mut Serializer<'a>,
    start: usize,
    count: usize,
}

impl<'b, 'a> Entries<'b, 'a> {
    pub(super) fn start(to: &'b mut Serializer<'a>) -> Result<Self, Error> {
        to.deeper()?;
        let start = to.out.len();
        write::map(to.out, 0)?;
        Ok(Self { to, start, count: 0 })
    }

    fn field<T: Serialize + ?Sized>(
        &mut self,
        key: &str,
        value: &T,
    ) -> Result<(), Error> {
        let before = self.to.out.len();
        write::atom(self.to.out, key)?;
        let between = self.to.out.len();
        self.to.inner(Place::Field, value)?;
        if self.to.out.len() == between {
            // The address of an answer writes nothing, and has no key.
            self.to.out.truncate(before);
        } else {
            self.count += 1;
        }
        Ok(())
    }

    fn end_map(self) -> Result<(), Error> {
        self.to.depth -= 1;
        count(self.to.out, self.start, self.count)
    }
}

impl SerializeMap for Entries<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(
        &mut self,
        key: &T,
    ) -> Result<(), Error> {
        self.count += 1;
        self.to.inner(Place::Inside, key)
    }

    fn serialize_value<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
    ) -> Result<(), Error> {
        self.to.inner(Place::Inside, value)
    }

    fn end(self) -> Result<(), Error> {
        self.end_map()
    }
}

impl SerializeStruct for Entries<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), Error> {
        self.end_map()
    }
}

impl SerializeStructVariant for Entries<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), Error> {
        self.end_map()
    }
}
