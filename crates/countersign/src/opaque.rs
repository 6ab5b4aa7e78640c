//! `Debug` that shows no content, for types that hold what a log must not: sessions, salts, ids, names.

/// Implements `Debug` with the name of the type and nothing else.
macro_rules! opaque_debug {
    ($($type:ty, $name:literal);+ $(;)?) => {
        $(impl core::fmt::Debug for $type {
            fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                formatter.write_str(concat!($name, "(..)"))
            }
        })+
    };
}

pub(crate) use opaque_debug;
