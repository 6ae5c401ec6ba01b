//! A bill of materials, CycloneDX 1.6 in JSON. It holds no time and no number of its own: the same sources, the same bytes.

use super::component::Component;

/// The document of a product.
pub(super) fn document(product: &str, components: &[Component]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    // The project itself is the subject, not a part.
    let parts = components.iter().filter(|part| !part.purl.starts_with("pkg:cargo/realname"));
    let parts: Vec<String> = parts.map(component).collect();
    format!(
        r#"{{
  "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "version": 1,
  "metadata": {{
    "component": {{ "type": "application", "bom-ref": {}, "name": {}, "version": "{version}", "licenses": [{{ "expression": "MIT OR Apache-2.0" }}] }}
  }},
  "components": [
{}
  ]
}}
"#,
        quoted(&format!("realname/{product}@{version}")),
        quoted(product),
        parts.join(",\n")
    )
}

fn component(part: &Component) -> String {
    let mut members = vec![
        r#""type": "library""#.to_owned(),
        format!(r#""bom-ref": {}"#, quoted(&part.purl)),
        format!(r#""name": {}"#, quoted(&part.name)),
        format!(r#""version": {}"#, quoted(&part.version)),
        format!(r#""purl": {}"#, quoted(&part.purl)),
    ];
    if let Some(licence) = &part.licence {
        members.push(format!(r#""licenses": [{{ "expression": {} }}]"#, quoted(licence)));
    }
    if let Some((algorithm, content)) = &part.hash {
        members.push(format!(r#""hashes": [{{ "alg": "{algorithm}", "content": "{content}" }}]"#));
    }
    format!("    {{ {} }}", members.join(", "))
}

/// A JSON string, RFC 8259 §7.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
