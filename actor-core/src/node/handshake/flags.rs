//! What a node can do.

use std::fmt;
use std::ops::{BitAnd, BitOr};

/// A set of abilities, as nodes tell each other when they meet.
///
/// The names are those of OTP's [`dist.hrl`], without `DFLAG_`.
///
/// [`dist.hrl`]: https://github.com/erlang/otp/blob/master/lib/kernel/include/dist.hrl
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags(u64);

/// Every flag with its name, so that a refusal can say what is missing.
macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        impl Flags {
            $($(#[$doc])* pub(crate) const $name: Flags = Flags(1 << $bit);)*
        }

        const NAMES: &[(Flags, &str)] =
            &[$((Flags::$name, stringify!($name)),)*];
    };
}

flags! {
    /// The node wants to be seen by others, and is in `nodes()`.
    PUBLISHED = 0;
    EXTENDED_REFERENCES = 2;
    DIST_MONITOR = 3;
    FUN_TAGS = 4;
    DIST_MONITOR_NAME = 5;
    NEW_FUN_TAGS = 7;
    EXTENDED_PIDS_PORTS = 8;
    EXPORT_PTR_TAG = 9;
    BIT_BINARIES = 10;
    NEW_FLOATS = 11;
    UNICODE_IO = 12;
    DIST_HDR_ATOM_CACHE = 13;
    SMALL_ATOM_TAGS = 14;
    UTF8_ATOMS = 16;
    MAP_TAG = 17;
    BIG_CREATION = 18;
    SEND_SENDER = 19;
    BIG_SEQTRACE_LABELS = 20;
    EXIT_PAYLOAD = 22;
    FRAGMENTS = 23;
    HANDSHAKE_23 = 24;
    UNLINK_ID = 25;
    /// Stands for all of [`Flags::MANDATORY`].
    MANDATORY_25_DIGEST = 26;
    SPAWN = 32;
    /// The node has no name and wants to be given one.
    NAME_ME = 33;
    V4_NC = 34;
    ALIAS = 35;
}

impl Flags {
    /// What no node is without from OTP 25 on.
    pub(crate) const MANDATORY: Flags = Flags(
        Self::EXTENDED_REFERENCES.0
            | Self::FUN_TAGS.0
            | Self::EXTENDED_PIDS_PORTS.0
            | Self::NEW_FUN_TAGS.0
            | Self::EXPORT_PTR_TAG.0
            | Self::BIT_BINARIES.0
            | Self::NEW_FLOATS.0
            | Self::UTF8_ATOMS.0
            | Self::MAP_TAG.0
            | Self::BIG_CREATION.0
            | Self::HANDSHAKE_23.0,
    );

    /// What a node must be able to do: also to take references of five words,
    /// of which two are the mark that makes ours hard to guess.
    pub(crate) const NEEDED: Flags = Flags(Self::MANDATORY.0 | Self::V4_NC.0);

    /// What our nodes can do, if they do not want to be seen.
    ///
    /// Without `DIST_HDR_ATOM_CACHE` and `FRAGMENTS` all messages come in
    /// whole frames that can be read by themselves.
    pub(crate) const HIDDEN: Flags = Flags(
        Self::NEEDED.0
            | Self::MANDATORY_25_DIGEST.0
            | Self::DIST_MONITOR.0
            | Self::DIST_MONITOR_NAME.0
            | Self::UNICODE_IO.0
            | Self::SMALL_ATOM_TAGS.0
            | Self::SEND_SENDER.0
            | Self::BIG_SEQTRACE_LABELS.0
            | Self::EXIT_PAYLOAD.0
            | Self::UNLINK_ID.0
            | Self::SPAWN.0
            | Self::ALIAS.0,
    );

    /// What our nodes can do, if they want to be seen.
    pub(crate) const VISIBLE: Flags = Flags(Self::HIDDEN.0 | Self::PUBLISHED.0);

    pub(crate) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    /// Tells whether all of `others` are in it.
    pub(crate) const fn contains(self, others: Flags) -> bool {
        self.0 & others.0 == others.0
    }

    /// Tells whether the node is in `nodes()`, not in `nodes(hidden)`.
    pub(crate) const fn is_visible(self) -> bool {
        self.contains(Self::PUBLISHED)
    }

    /// Returns what is meant: a node may give one flag for all mandatory ones.
    pub(super) const fn expanded(self) -> Self {
        if self.contains(Self::MANDATORY_25_DIGEST) {
            Self(self.0 | Self::MANDATORY.0)
        } else {
            self
        }
    }

    /// Returns what `others` lack of it.
    pub(super) const fn missing_in(self, others: Flags) -> Self {
        Self(self.0 & !others.0)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitAnd for Flags {
    type Output = Self;

    fn bitand(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }
}

impl BitOr for Flags {
    type Output = Self;

    fn bitor(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = *self;
        let mut separator = "";
        for (flag, name) in NAMES {
            if rest.contains(*flag) {
                write!(f, "{separator}{name}")?;
                separator = ", ";
                rest = rest.missing_in(*flag);
            }
        }
        if rest.is_empty() {
            return Ok(());
        }
        write!(f, "{separator}{:#x}", rest.0)
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flags({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_flags_are_those_that_erlang_was_seen_to_accept() {
        assert_eq!(Flags::VISIBLE.bits(), 0x000d_075f_5fbd);
        assert_eq!(Flags::HIDDEN.bits(), 0x000d_075f_5fbc);
        assert!(Flags::VISIBLE.is_visible());
        assert!(!Flags::HIDDEN.is_visible());
    }

    #[test]
    fn nobody_may_send_us_fragments_or_cached_atoms() {
        let unwanted = Flags::FRAGMENTS | Flags::DIST_HDR_ATOM_CACHE;
        assert!((Flags::VISIBLE & unwanted).is_empty());
    }

    #[test]
    fn one_flag_stands_for_all_mandatory_ones() {
        let digest = Flags::MANDATORY_25_DIGEST;
        assert!(!digest.contains(Flags::MANDATORY));
        assert!(digest.expanded().contains(Flags::MANDATORY));
        assert_eq!(Flags::SPAWN.expanded(), Flags::SPAWN);
    }

    #[test]
    fn flags_are_shown_by_name_and_unknown_ones_as_bits() {
        let flags = Flags::FUN_TAGS | Flags::SPAWN | Flags::from_bits(1 << 60);
        assert_eq!(
            format!("{flags:?}"),
            "Flags(FUN_TAGS, SPAWN, 0x1000000000000000)"
        );
    }
}
