//! The flow language: source to compiled flow and all its problems; lint, graph, datasets. Pure.

mod codes;
mod compile;
mod context;
pub mod dataset;
mod draft;
mod evaluate;
pub mod expression;
mod graph;
mod kind;
mod lexer;
mod lint;
mod load;
mod lock;
mod migrate;
pub mod model;
mod names;
mod needs;
mod parser;
mod possible;
mod resolve;
mod schema;
mod search;
mod search_names;
mod source;
mod typing;

pub use compile::{compile, compile_all, compile_all_in};
pub use context::{ACTIONS, Action, Context, Place, WordingKeys};
pub use dataset::{Cell, ColumnType, Dataset, Datasets, Row};
pub use expression::{Expression, Facts, Truth, WithRow};
pub use graph::{Format, graph};
pub use lint::longest_callback;
pub use lock::{Lock, check_lock, render_lock, structure_hash};
pub use migrate::{Migrated, migrate_answers};
pub use model::{Flow, Kind, Migration, Step};
pub use needs::{Answer, Need, needs};
pub use schema::session_datasets;
