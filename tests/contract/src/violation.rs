use thiserror::Error;

/// Why a request or an answer does not follow its contract.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Violation {
    /// No path of the contract, or no such verb on it.
    #[error("the contract has no {method} {path}")]
    UnknownOperation { method: String, path: String },
    /// The operation never answers with this status.
    #[error("{operation} does not answer {status}")]
    UnknownStatus { operation: String, status: u16 },
    /// A query parameter the operation does not have, or a value it cannot take.
    #[error("{operation}: query parameter {parameter}: {why}")]
    Query {
        operation: String,
        parameter: String,
        why: String,
    },
    /// The media type is not one the operation sends or takes.
    #[error("{operation}: content type {found:?} is not {expected}")]
    ContentType {
        operation: String,
        found: Option<String>,
        expected: String,
    },
    /// A body where none belongs, or none where one belongs.
    #[error("{operation}: {why}")]
    Body { operation: String, why: String },
    /// The body does not follow its schema.
    #[error("{operation}: {}", failures.join("; "))]
    Schema {
        operation: String,
        failures: Vec<String>,
    },
    /// An error code that this operation does not use with this status.
    #[error("{operation}: error code {code:?} does not belong to {status}")]
    ErrorCode {
        operation: String,
        status: u16,
        code: String,
    },
    /// One item of a `$batch` body is wrong.
    #[error("$batch item {id}: {source}")]
    BatchItem { id: String, source: Box<Violation> },
}
