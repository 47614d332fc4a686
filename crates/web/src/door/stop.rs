//! 到此为止 Why a handler goes no further, as the answer it gives: so that it can say `?`.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::command::Failure as Undone;
use titian_store::StoreError;

use super::{undone, unread};
use crate::failure;

/// An answer given early.
pub struct Stop(Box<Response>);

impl Stop {
    /// With this answer.
    pub fn with(answer: impl IntoResponse) -> Stop {
        Stop(Box::new(answer.into_response()))
    }

    /// What is not there, and what is not the reader's.
    pub fn missing() -> Stop {
        StatusCode::NOT_FOUND.into()
    }

    /// What the house answered to a question about something of one's own: what is not one's own looks as if it were not
    /// there.
    pub fn hiding(failure: Undone) -> Stop {
        match failure {
            Undone::NotAllowed(_) => Stop::missing(),
            failure => failure.into(),
        }
    }
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Stop {
    fn from(answer: Response) -> Stop {
        Stop::with(answer)
    }
}

impl From<StatusCode> for Stop {
    fn from(status: StatusCode) -> Stop {
        Stop::with(failure::plain(status))
    }
}

impl From<Redirect> for Stop {
    fn from(elsewhere: Redirect) -> Stop {
        Stop::with(elsewhere)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Stop {
        Stop::with(unread(&error))
    }
}

impl From<Undone> for Stop {
    fn from(failure: Undone) -> Stop {
        Stop::with(undone(&failure))
    }
}
