//! Whose request it is: the user's, or that of a page from somewhere else.
//!
//! Who opens a page of a stranger lends it a browser that reaches this
//! machine. Such a page cannot read what we answer, but it can ask; so a
//! request that changes something must come from a page of ours, or from no
//! page. And a stranger's name that leads to this machine (DNS rebinding)
//! would make the page one of ours, so the name must be known.

use std::net::IpAddr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, Version, request::Parts};

use super::problem::Problem;

/// Refuses a request that comes from a page of somebody else's.
pub(super) fn check(request: &Parts, hosts: &[String]) -> Result<(), Problem> {
    let host = host(request)?;
    if let Some(host) = host
        && !is_known(host, hosts)
    {
        let known = "the `Host` of a request is an address, `localhost`, or \
                     one of the names set as `hosts`";
        return Err(Problem::forbidden(known));
    }
    let changes =
        !matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
    let Some(origin) = request.headers.get(ORIGIN).filter(|_| changes) else {
        return Ok(());
    };
    let origin = origin.to_str().unwrap_or_default();
    let asked_by = origin.split_once("://").map(|(_, host)| host);
    let is_ours = asked_by.is_some_and(|by| {
        host.is_some_and(|host| by.eq_ignore_ascii_case(host))
    });
    if is_ours {
        return Ok(());
    }
    let ours = "pages of other sites change nothing here: `Origin` is not \
                the host that was asked (a proxy in front must pass `Host` on)";
    Err(Problem::forbidden(ours))
}

/// Returns the host that is asked, with its port; nothing if the client is so
/// old that it does not say.
fn host(request: &Parts) -> Result<Option<&str>, Problem> {
    let named = only_host(&request.headers)?;
    if let Some(authority) = request.uri.authority() {
        return Ok(Some(authority.as_str()));
    }
    if named.is_none() && request.version >= Version::HTTP_11 {
        return Err(Problem::bad("a request of HTTP/1.1 has a `Host`"));
    }
    Ok(named)
}

fn only_host(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut all = headers.get_all(HOST).iter();
    let Some(host) = all.next() else { return Ok(None) };
    if all.next().is_some() {
        return Err(Problem::bad("a request has one `Host`"));
    }
    let host = host.to_str();
    host.map(Some).map_err(|_| Problem::bad("`Host` is no name of a host"))
}

fn is_known(host: &str, hosts: &[String]) -> bool {
    let name = without_port(host);
    name.eq_ignore_ascii_case("localhost")
        || is_address(name)
        || hosts.iter().any(|known| {
            known.eq_ignore_ascii_case(name) || known.eq_ignore_ascii_case(host)
        })
}

fn is_address(name: &str) -> bool {
    let within = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    match within {
        Some(name) => name.parse().is_ok_and(|ip: IpAddr| ip.is_ipv6()),
        None => name.parse().is_ok_and(|ip: IpAddr| ip.is_ipv4()),
    }
}

fn without_port(host: &str) -> &str {
    let Some((name, port)) = host.rsplit_once(':') else { return host };
    if port.bytes().all(|digit| digit.is_ascii_digit()) { name } else { host }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_localhost_are_known_and_strangers_are_not() {
        let hosts = ["todo.example".to_owned()];
        for known in [
            "127.0.0.1",
            "127.0.0.1:5454",
            "[::1]:5454",
            "[::1]",
            "LOCALHOST:80",
            "todo.example",
            "Todo.Example:8080",
        ] {
            assert!(is_known(known, &hosts), "{known}");
        }
        for strange in [
            "",
            ":80",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "127.0.0.1:5454:x",
            "[::1",
            "::1",
            "todo.example.evil.example",
        ] {
            assert!(!is_known(strange, &hosts), "{strange}");
        }
    }
}
