//! An origin as a browser writes it, RFC 6454, 6.2 (来源): origins are compared letter by letter, so one that no browser writes is nobody's.

use axum::http::Uri;

/// Whether a text is an origin of http or https: scheme, host in small letters (IDNA in its `xn--` form), a port unless it is the scheme's own,
/// and nothing behind.
///
/// ```
/// use realname_server::origin::is_origin;
/// assert!(is_origin("https://app.example") && is_origin("http://127.0.0.1:8080"));
/// assert!(!is_origin("https://app.example/") && !is_origin("https://app.example:443") && !is_origin("App.example"));
/// ```
#[must_use]
pub fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else { return false };
    let own_port = match scheme {
        "https" => 443,
        "http" => 80,
        _ => return false,
    };
    let Ok(parsed) = authority.parse::<Uri>() else { return false };
    let Some(parsed) = parsed.authority() else { return false };
    let port = match parsed.port() {
        Some(port) => match port.as_str().parse::<u16>() {
            Ok(number) if number != own_port && number.to_string() == port.as_str() => format!(":{number}"),
            _ => return false,
        },
        None => String::new(),
    };
    let host = parsed.host();
    !host.is_empty()
        && host
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'[' | b']' | b':'))
        && authority == format!("{host}{port}")
}

#[cfg(test)]
mod tests {
    use super::is_origin;

    #[test]
    fn what_a_browser_writes_and_nothing_else() {
        for good in [
            "https://app.example",
            "https://app.example:8443",
            "http://127.0.0.1:8080",
            "http://localhost",
            "https://xn--fiqs8s.example",
            "http://[::1]:3000",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "",
            "*",
            "null",
            "app.example",
            "https://",
            "https://app.example/",
            "https://app.example/path",
            "https://app.example?query",
            "https://app.example#part",
            "https://App.example",
            "HTTPS://app.example",
            "https://app.example:443",
            "http://app.example:80",
            "https://app.example:0443",
            "https://app.example:",
            "https://app.example:99999",
            "https://somebody@app.example",
            "https://中国.example",
            "https://*.app.example",
            " https://app.example",
            "https://app.example ",
            "ftp://app.example",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
