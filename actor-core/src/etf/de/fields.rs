//! Reads the elements of tuples, which are the fields of variants too.

use serde::de::{DeserializeSeed, SeqAccess, Visitor};

use super::absent::Absent;
use super::value::Value;
use super::{Decoder, Place, ROOM, Reply, wrong_arity};
use crate::etf::error::Error;

/// The elements of a tuple, of which one may be left out: the address of the
/// answer has a field, but no element.
pub(super) struct Fields<'d, 'i, 'de> {
    from: &'d mut Decoder<'i, 'de>,
    /// How many elements are left.
    elements: usize,
    /// How many values are left for the type to ask for.
    wanted: usize,
    place: Place,
}

impl<'d, 'i, 'de> Fields<'d, 'i, 'de> {
    /// Reads so many fields from so many elements.
    pub(super) fn read<V: Visitor<'de>>(
        from: &'d mut Decoder<'i, 'de>,
        elements: usize,
        wanted: usize,
        place: Place,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let one_less = place == Place::Field
            && from.reply == Reply::Wanted
            && elements + 1 == wanted;
        if elements != wanted && !one_less {
            return Err(wrong_arity(elements, wanted));
        }
        let mut access = Self { from, elements, wanted, place };
        let value = visitor.visit_seq(&mut access)?;
        if access.elements > 0 {
            return Err(wrong_arity(elements, wanted));
        }
        Ok(value)
    }
}

impl<'de> SeqAccess<'de> for &mut Fields<'_, '_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.wanted == 0 {
            return Ok(None);
        }
        self.wanted -= 1;
        let before = self.from.reader.at();
        let element = if self.elements == 0 {
            seed.deserialize(Absent::field(self.from))
        } else {
            let value = Value { from: self.from, place: self.place };
            seed.deserialize(value)
        };
        // The address of the answer has taken no element.
        self.elements -= usize::from(self.from.reader.at() > before);
        element.map(Some).map_err(|error| error.or_at(before))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.min(ROOM))
    }
}
