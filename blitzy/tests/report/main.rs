//! What is said about a run: as a document, as text, and together with others.

mod comparing;
mod documents;
mod merging;
mod sample;
mod texts;
mod thresholds;
