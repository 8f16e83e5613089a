//! The parameters of a request and the shape of every answer.

use axum::{
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;

use super::{city::City, lookup, world::Place};

/// Is what both services call JSON.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// Holds the query of a request in its order, since a name may come twice.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Returns the first value of a name.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Returns every value of a name.
    pub(super) fn all<'a>(
        &'a self,
        name: &str,
    ) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }
}

/// Says which places an answer is about, for the counters and the plan.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    /// Are places of the table.
    pub(super) cities: Vec<&'static str>,
    /// Are the same, and what was asked for in vain, as the plan has them.
    pub(super) subjects: Vec<String>,
}

impl About {
    pub(super) fn city(city: &'static City) -> Self {
        Self { cities: vec![&city.label], subjects: vec![city.label.clone()] }
    }

    pub(super) fn unknown(text: &str) -> Self {
        Self { cities: Vec::new(), subjects: vec![lookup::fold(text)] }
    }

    pub(super) fn places(places: &[Place]) -> Self {
        let mut about = Self::default();
        for city in places.iter().filter_map(|place| place.city) {
            about.cities.push(&city.label);
            about.subjects.push(city.label.clone());
        }
        about
    }
}

/// Is a JSON answer with its status and what it is about.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Value,
    pub(super) about: About,
}

impl Answer {
    pub(super) fn ok(body: Value) -> Self {
        Self::new(StatusCode::OK, body)
    }

    pub(super) fn new(status: StatusCode, body: Value) -> Self {
        Self { status, body, about: About::default() }
    }

    pub(super) fn about(self, about: About) -> Self {
        Self { about, ..self }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let headers = [(CONTENT_TYPE, JSON)];
        let body = self.body.to_string();
        let mut response = (self.status, headers, body).into_response();
        response.extensions_mut().insert(self.about);
        response
    }
}
