//! Reads enums: an atom, or a tuple that starts with one.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, Unexpected,
    VariantAccess, Visitor,
};

use super::absent::Absent;
use super::fields::Fields;
use super::value::Value;
use super::{Decoder, Place, wrong_arity};
use crate::etf::error::Error;
use crate::etf::snake_case::is_snake_case;
use crate::etf::tag;

/// A variant that is being read.
pub(super) struct Variant<'d, 'i, 'de> {
    from: &'d mut Decoder<'i, 'de>,
    name: &'static str,
    variants: &'static [&'static str],
    /// How many elements follow the atom.
    elements: usize,
}

impl<'d, 'i, 'de> Variant<'d, 'i, 'de> {
    pub(super) fn start(
        from: &'d mut Decoder<'i, 'de>,
        name: &'static str,
        variants: &'static [&'static str],
    ) -> Result<Self, Error> {
        let at = from.reader.at();
        let elements = match from.reader.peek()? {
            tag::SMALL_TUPLE | tag::LARGE_TUPLE => {
                // Without fields it is the atom alone.
                let fields = from.reader.tuple()?.checked_sub(1);
                let what = "an atom, or a tuple of an atom and fields";
                let fields = fields.filter(|fields| *fields > 0);
                fields.ok_or(Error::Expected { what, at })?
            }
            _ => 0,
        };
        Ok(Self { from, name, variants, elements })
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, '_, 'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), Error> {
        let atom = self.from.reader.atom()?;
        let is_err = self.name == "Result" && atom == "error";
        let mut variants = self.variants.iter();
        let variant = variants.find(|variant| {
            is_snake_case(&atom, variant) || is_err && **variant == "Err"
        });
        // What is not known is for the type to refuse, or to take as `other`;
        // it would take a variant by its name in Rust too.
        let variant = match variant {
            Some(variant) => variant,
            None if self.variants.contains(&&*atom) => {
                return Err(Error::unknown_variant(&atom, self.variants));
            }
            None => &*atom,
        };
        let variant = StrDeserializer::<Error>::new(variant);
        Ok((seed.deserialize(variant)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        if self.elements > 0 {
            return Err(wrong_arity(self.elements, 0));
        }
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, Error> {
        let at = self.from.reader.at();
        let value = match self.elements {
            0 if self.name == "Result" => {
                seed.deserialize(Absent::nothing(self.from))
            }
            0 => seed.deserialize(Absent::field(self.from)),
            1 => {
                let place = Place::Field;
                seed.deserialize(Value { from: &mut *self.from, place })
            }
            elements => return Err(wrong_arity(elements, 1)),
        };
        let value = value.map_err(|error| error.or_at(at))?;
        if self.elements == 1 && self.from.reader.at() == at {
            return Err(wrong_arity(1, 0));
        }
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let place = Place::Field;
        Fields::read(self.from, self.elements, length, place, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.elements != 1 {
            let it = Unexpected::TupleVariant;
            return Err(Error::invalid_type(it, &"a map of the fields"));
        }
        let value = Value { from: self.from, place: Place::Field };
        value.deserialize_struct("", fields, visitor)
    }
}
