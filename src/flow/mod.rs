//! The flow language: source to compiled flow and all its problems; lint, graph, datasets. Pure.
