//! What strangers send: methods, types, origins, lengths and paths that nobody meant, on real sockets.

use crate::laboratory::{Folder, Lab, ORIGIN};
use crate::page::Page;
use crate::raw::{connect, exchange, request, rest, statuses};
use realname::bundle::reverify::MEDIA_TYPE as REVERIFY_MEDIA_TYPE;
use realname::bundle::{DECISION_MEDIA_TYPE, MAX_BODY, MEDIA_TYPE};
use std::fs;
use std::io::Write as _;
use std::sync::Arc;

/// Each route with the method that it has, and the media type of its body.
const ROUTES: [(&str, &str, &str); 15] = [
    ("POST", "/tickets", "application/json"),
    ("POST", "/challenge", "application/json"),
    ("POST", "/verify", "application/json"),
    ("POST", "/bundles", MEDIA_TYPE),
    ("POST", "/decisions", DECISION_MEDIA_TYPE),
    ("POST", "/consents/x/withdraw", "application/realname-withdrawal+json"),
    ("POST", "/reverify", REVERIFY_MEDIA_TYPE),
    ("GET", "/bundles/x", ""),
    ("GET", "/bundles/x/receipt", ""),
    ("GET", "/gate/account-1", ""),
    ("GET", "/keys", ""),
    ("GET", "/notices/real-name/2026-11-26", ""),
    ("GET", "/policies/current", ""),
    ("GET", "/policies/x", ""),
    ("GET", "/healthz", ""),
];

#[test]
fn other_methods_are_405_on_every_route() {
    let lab = Lab::start();
    for (method, route, _) in ROUTES {
        for other in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "XYZZY"]
        {
            if other == method {
                continue;
            }
            let answer = request(&lab, &format!("{other} /realname/v1{route}"), &[], "");
            assert_eq!((answer.status, answer.code().as_str()), (405, "E_METHOD"), "{other} {route}");
        }
    }
    // HEAD is GET without the body, and nothing where there is no GET.
    let head = request(&lab, "HEAD /realname/v1/keys", &[], "");
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    assert_eq!(request(&lab, "HEAD /realname/v1/bundles", &[], "").status, 405);
}

/// The types that a form of another site can send without asking are none of ours.
#[test]
fn other_media_types_are_415_where_a_body_is_taken() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let body = format!(r#"{{"jkt":"{}"}}"#, page.jkt());
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-8",
        "application/json, text/plain",
        "application/JSON",
        "",
    ] {
        assert_eq!(page.post("/challenge", media_type, &body).code(), "E_MEDIA_TYPE", "{media_type}");
        assert_eq!(page.post("/bundles", media_type, &body).code(), "E_MEDIA_TYPE", "{media_type}");
        assert_eq!(page.post("/decisions", media_type, &body).code(), "E_MEDIA_TYPE", "{media_type}");
        assert_eq!(page.post("/reverify", media_type, &body).code(), "E_MEDIA_TYPE", "{media_type}");
    }
    // Twice is not once.
    let bearer = format!("Bearer {}", page.ticket);
    let json = ("content-type", "application/json");
    let twice = [("authorization", bearer.as_str()), ("origin", ORIGIN), json, json];
    assert_eq!(request(&lab, "POST /realname/v1/challenge", &twice, &body).code(), "E_MEDIA_TYPE");
    // The control.
    assert_eq!(request(&lab, "POST /realname/v1/challenge", &twice[..3], &body).status, 200);
}

#[test]
fn no_answer_opens_this_origin_to_another() {
    let lab = Lab::start();
    for (method, route, media_type) in ROUTES {
        for origin in ["https://elsewhere.example", "null", ORIGIN] {
            let asking = [
                ("origin", origin),
                ("access-control-request-method", method),
                ("access-control-request-headers", "authorization,content-type"),
            ];
            let line = format!("OPTIONS /realname/v1{route}");
            let real = [("origin", origin), ("content-type", media_type), ("cookie", "sid=x")];
            let answers = [
                request(&lab, &line, &asking, ""),
                request(
                    &lab,
                    &format!("{method} /realname/v1{route}"),
                    &real,
                    if method == "POST" { "{}" } else { "" },
                ),
            ];
            assert_eq!(answers[0].status, 405, "{route}");
            for answer in answers {
                let opening = answer.headers.iter().find(|(name, _)| name.starts_with("access-control-"));
                assert_eq!(opening, None, "{route} {origin}");
            }
        }
    }
}

/// A cookie is sent by every page, a ticket by none but its own: so a cookie opens nothing.
#[test]
fn another_site_s_page_can_do_nothing() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let body = format!(r#"{{"jkt":"{}"}}"#, page.jkt());
    let bearer = format!("Bearer {}", page.ticket);
    let (json, ticket) = (("content-type", "application/json"), ("authorization", bearer.as_str()));
    for (headers, code) in [
        (&[json, ("origin", ORIGIN), ("cookie", "sid=x")][..], "E_TICKET"),
        (&[json, ticket, ("origin", "https://elsewhere.example")], "E_ORIGIN"),
        (&[json, ticket, ("origin", "null")], "E_ORIGIN"),
        (&[json, ticket, ("origin", "")], "E_ORIGIN"),
        (&[json, ticket], "E_ORIGIN"),
        (&[json, ticket, ("origin", ORIGIN), ("origin", ORIGIN)], "E_ORIGIN"),
        (&[json, ticket, ("origin", "https://signup.example.elsewhere.example")], "E_ORIGIN"),
        (&[json, ticket, ("origin", "http://signup.example")], "E_ORIGIN"),
        (&[json, ticket, ("origin", "https://signup.example:8443")], "E_ORIGIN"),
        (&[json, ticket, ticket, ("origin", ORIGIN)], "E_TICKET"),
        (&[json, ("x-forwarded-host", "signup.example"), ("referer", ORIGIN), ticket], "E_ORIGIN"),
    ] {
        let answer = request(&lab, "POST /realname/v1/challenge", headers, &body);
        assert_eq!(answer.code(), code, "{headers:?}");
    }
    assert_eq!(page.ask_challenge().status, 200);
}

#[test]
fn a_body_is_16_kib_whatever_it_says_of_its_length() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let fits = format!("{{}}{}", " ".repeat(MAX_BODY - 2));
    assert_eq!(page.post("/bundles", MEDIA_TYPE, &fits).code(), "E_FORMAT");
    assert_eq!(page.post("/bundles", MEDIA_TYPE, &format!("{fits} ")).code(), "E_TOO_LARGE");
    // In chunks it says nothing of its length, and never ends.
    let head = "POST /realname/v1/bundles HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
    let mut stream = connect(&lab, head.as_bytes());
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(4096));
    for _ in 0..16 {
        if stream.write_all(chunk.as_bytes()).is_err() {
            break;
        }
    }
    let (told, _) = rest(&mut stream);
    assert!(told.starts_with("HTTP/1.1 413 ") && told.contains("E_TOO_LARGE"), "{told}");
    // Much is promised and less comes: nothing is answered as if it were whole.
    let head = "POST /realname/v1/bundles HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{}";
    let mut stream = connect(&lab, head.as_bytes());
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let (told, closed) = rest(&mut stream);
    assert!(closed && !told.starts_with("HTTP/1.1 2"), "{told}");
}

#[test]
fn a_body_that_never_ends_is_not_waited_for_for_ever() {
    let lab = Lab::start();
    let head = "POST /realname/v1/bundles HTTP/1.1\r\nhost: x\r\ncontent-length: 16000\r\n\r\n";
    let mut slow: Vec<_> = (0..20).map(|_| connect(&lab, head.as_bytes())).collect();
    let mut told = String::new();
    for _ in 0..60 {
        // A byte now and then buys no time; others are served meanwhile.
        for stream in &mut slow {
            let _ = stream.write_all(b" ");
        }
        assert_eq!(lab.get("/healthz").status, 200);
        let (answer, closed) = rest(&mut slow[0]);
        told.push_str(&answer);
        if closed || !told.is_empty() {
            break;
        }
    }
    assert!(told.starts_with("HTTP/1.1 400 ") && told.contains("E_FORMAT"), "{told}");
    for stream in &mut slow[1..] {
        let (told, _) = rest(stream);
        assert!(told.starts_with("HTTP/1.1 400 "), "{told}");
    }
}

/// Two ends that read the length of a body in two ways read two requests where one was sent. So what can be read in two
/// ways is refused, or at least is the last thing on its connection: what hides in the body is never answered.
#[test]
fn a_request_that_hides_in_a_body_is_not_answered() {
    let lab = Lab::start();
    let hidden = "GET /realname/v1/keys HTTP/1.1\r\nhost: x\r\n\r\n";
    let length = hidden.len();
    let chunks = format!("0\r\n\r\n{hidden}");
    let whole = chunks.len();
    for (name, headers, body) in [
        ("length and chunks", format!("content-length: {whole}\r\ntransfer-encoding: chunked\r\n"), &chunks),
        ("chunks and length", format!("transfer-encoding: chunked\r\ncontent-length: {whole}\r\n"), &chunks),
        ("two lengths", format!("content-length: 0\r\ncontent-length: {whole}\r\n"), &chunks),
        ("two lengths in one", format!("content-length: 0, {whole}\r\n"), &chunks),
        ("a signed length", format!("content-length: +{whole}\r\n"), &chunks),
        ("a hexadecimal length", "content-length: 0x0\r\n".to_owned(), &chunks),
        ("a negative length", "content-length: -1\r\n".to_owned(), &chunks),
        ("another coding", "transfer-encoding: xchunked\r\n".to_owned(), &chunks),
        ("chunks that are not last", "transfer-encoding: chunked, identity\r\n".to_owned(), &chunks),
        ("a blank before the colon", format!("content-length : {whole}\r\n"), &chunks),
        ("a folded line", format!("x: y\r\n content-length: {whole}\r\n"), &chunks),
        ("a zero byte", "x: a\0b\r\n".to_owned(), &chunks),
        (
            "a chunk with a bad size",
            "transfer-encoding: chunked\r\n".to_owned(),
            &format!("{length:x}z\r\n{hidden}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk too long to count",
            "transfer-encoding: chunked\r\n".to_owned(),
            &format!("fffffffffffffffff\r\n{hidden}\r\n0\r\n\r\n"),
        ),
    ] {
        let text = format!("POST /realname/v1/challenge HTTP/1.1\r\nhost: x\r\n{headers}\r\n{body}");
        let (told, _) = exchange(&lab, text.as_bytes());
        let came = statuses(&told);
        assert!(came.len() <= 1 && !came.contains(&200), "{name}: {told}");
    }
    // The control: what does not hide is answered, one after the other.
    let text =
        format!("POST /realname/v1/challenge HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{{}}{hidden}");
    assert_eq!(statuses(&exchange(&lab, text.as_bytes()).0), [403, 200]);
}

#[test]
fn no_path_leads_out_of_what_is_served() {
    const SECRET: &str = "secret-beside-the-page";
    let outside = Folder::new();
    let www = outside.path().join("www");
    fs::create_dir_all(www.join("inside")).unwrap();
    fs::write(www.join("page.txt"), "page").unwrap();
    fs::write(outside.path().join("secret"), SECRET).unwrap();
    let (page, package) = (www.clone(), www.join("inside"));
    let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| {
        assembly.www = Some(page);
        assembly.package = Some(package);
    });
    assert_eq!(request(&lab, "GET /page.txt", &[], "").text, "page");
    let key = fs::read_to_string(lab.folder.path().join("keys/server-credential")).unwrap();
    let depth = lab.folder.path().components().count() + 4;
    let absolute = lab.folder.path().join("keys/server-credential");
    let absolute = absolute.to_str().unwrap();
    let mut paths = vec![
        "/../secret".to_owned(),
        "/realname/../../secret".to_owned(),
        "/realname/..%2f..%2fsecret".to_owned(),
        "/%2e%2e/secret".to_owned(),
        "/%2e%2e%2fsecret".to_owned(),
        "/..%5csecret".to_owned(),
        "/..\\secret".to_owned(),
        "/%252e%252e/secret".to_owned(),
        "/inside/../../secret".to_owned(),
        "//secret".to_owned(),
        "/..;/secret".to_owned(),
        "/page.txt/../../secret".to_owned(),
        "/..%00/secret".to_owned(),
        "/%c0%ae%c0%ae/secret".to_owned(),
        format!("/{absolute}"),
        absolute.to_owned(),
        format!("/realname/{absolute}"),
        format!("http://elsewhere.example{absolute}"),
    ];
    paths.extend((1..depth).map(|up| format!("{}{absolute}", "/..".repeat(up))));
    paths.extend((1..depth).map(|up| format!("/realname{}{absolute}", "/%2e%2e".repeat(up))));
    for path in paths {
        let (told, _) =
            exchange(&lab, format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes());
        let came = statuses(&told);
        assert!(came.len() == 1 && came[0] >= 400, "{path}: {told}");
        assert!(!told.contains(SECRET) && !told.contains(key.trim()), "{path}: {told}");
    }
}

/// Another spelling of a route is not that route: who guards one path guards it.
#[test]
fn a_route_has_one_spelling() {
    let lab = Lab::start();
    assert_eq!(request(&lab, "GET /realname/v1/keys", &[], "").status, 200);
    for path in [
        "/realname/v1/keys/",
        "//realname/v1/keys",
        "/realname//v1/keys",
        "/realname/v1//keys",
        "/realname/v1/./keys",
        "/realname/v1/x/../keys",
        "/realname/v1/%6beys/..",
        "/Realname/v1/keys",
        "/realname/v1/KEYS",
        "/realname/v1/keys;x=1",
        "/realname/v1/keys%00",
        "/realname/v1/keys%20",
        "/realname/v1/keys%2f",
        "/realname/v1\\keys",
    ] {
        let (told, _) =
            exchange(&lab, format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes());
        assert!(statuses(&told).first().is_some_and(|status| (400..500).contains(status)), "{path}: {told}");
    }
    // A query is no part of it, and does nothing.
    assert_eq!(request(&lab, "GET /realname/v1/keys?x=/../..", &[], "").status, 200);
    let long = format!("GET /realname/v1/{}", "x".repeat(60_000));
    assert_eq!(request(&lab, &long, &[], "").code(), "E_NOT_FOUND");
}

/// The log's lines are made of words of ours: nobody writes one for us.
#[test]
fn nobody_writes_a_line_of_the_log() {
    const CANARY: &str = "canary-7731";
    let lab = Lab::start();
    let forged = format!("{CANARY}%0d%0aPOST%20/realname/v1/tickets%20201%20-%201us");
    for line in [
        format!("GET /realname/v1/gate/{forged}"),
        format!("GET /realname/v1/bundles/{forged}?{CANARY}"),
        format!("GET /realname/v1/notices/{forged}/%1b%5b2J{CANARY}"),
        format!("GET /{forged}"),
        format!("{CANARY} /realname/v1/keys"),
    ] {
        let headers = [("x-request-id", CANARY), ("user-agent", "canary-7731\tPOST"), ("origin", CANARY)];
        request(&lab, &line, &headers, "");
    }
    let body = format!(r#"{{"jkt":"{CANARY}\n{CANARY}"}}"#);
    let page = Page::open(&lab, "account-1", "session-1");
    page.post("/challenge", "application/json", &body);
    let log = lab.log.lock().unwrap().clone();
    assert!(log.len() >= 6, "{log:?}");
    for line in log {
        if line.starts_with("a private address asks, ") {
            continue;
        }
        let words: Vec<&str> = line.split(' ').collect();
        let [method, route, status, code, took] = words[..] else { panic!("{line:?}") };
        assert!(["GET", "POST", "OTHER"].contains(&method), "{line}");
        assert!(route == "-" || ROUTE_WORDS.iter().all(|word| !route.contains(word)), "{line}");
        assert!(status.parse::<u16>().is_ok() && took.ends_with("us"), "{line}");
        assert!(code == "-" || code.starts_with("E_"), "{line}");
        assert!(line.is_ascii() && !line.contains(CANARY) && !line.contains(char::is_control), "{line:?}");
    }
}

const ROUTE_WORDS: [&str; 3] = ["%", "?", "account"];
