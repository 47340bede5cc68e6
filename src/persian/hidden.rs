//! What holds somebody's words or names prints without them (`DESIGN.md` §2, invariant 9): a log, an error or a panic that
//! quotes it tells nothing of anybody.

/// Implements `Debug` for each type: its name, and nothing of what is in it.
macro_rules! print_name_only {
    ($($type:ident),+ $(,)?) => {
        $(impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        })+
    };
}

pub(crate) use print_name_only;
