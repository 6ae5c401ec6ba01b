//! Browsers, their drivers, and a font that has the characters of the page.

use super::{Need, rust};
use crate::program::{ask, command, find, run};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// Browser and driver come from one source, so that their versions match.
const CHROMIUM_PACKAGES: &[&str] = &["chromium", "chromium-driver", "fonts-noto-cjk", "fontconfig"];
const FIREFOX_PACKAGES: &[&str] = &["firefox-esr"];
/// WebKitGTK's own browser and driver; it has no headless mode, so a screen for it too.
const WEBKIT_PACKAGES: &[&str] = &["webkit2gtk-driver", "xvfb", "xauth"];

pub(super) const CHROMIUM: Need = Need {
    name: "Chromium",
    found: || {
        let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
        names.iter().find_map(|name| find(name)).map(|path| path.display().to_string())
    },
    remedy: || apt_words(CHROMIUM_PACKAGES),
    install: || apt(CHROMIUM_PACKAGES),
};

pub(super) const CHROMEDRIVER: Need = Need {
    name: "chromedriver",
    found: || chromedriver().map(|path| path.display().to_string()),
    remedy: || apt_words(CHROMIUM_PACKAGES),
    install: || apt(CHROMIUM_PACKAGES),
};

pub(super) const FONTS: Need = Need {
    name: "a font with Chinese characters",
    found: || {
        if let Some(fonts) = ask("fc-list", &[":lang=zh", "family"]) {
            return fonts.lines().next().map(str::to_owned);
        }
        // macOS and Windows carry one.
        (!cfg!(target_os = "linux")).then(|| "of the system".to_owned())
    },
    remedy: || apt_words(CHROMIUM_PACKAGES),
    install: || apt(CHROMIUM_PACKAGES),
};

pub(super) const FIREFOX: Need = Need {
    name: "Firefox",
    found: || {
        ["firefox", "firefox-esr"].iter().find_map(|name| find(name)).map(|path| path.display().to_string())
    },
    remedy: || apt_words(FIREFOX_PACKAGES),
    install: || apt(FIREFOX_PACKAGES),
};

pub(super) const GECKODRIVER: Need = Need {
    name: "geckodriver",
    found: || find("geckodriver").map(|path| path.display().to_string()),
    remedy: rust::geckodriver_words,
    install: rust::install_geckodriver,
};

pub(super) const WEBKIT: Need = Need {
    name: "WebKitGTK and its driver",
    found: || find("WebKitWebDriver").map(|path| path.display().to_string()),
    remedy: || apt_words(WEBKIT_PACKAGES),
    install: || apt(WEBKIT_PACKAGES),
};

pub(super) const SCREEN: Need = Need {
    name: "a screen for WebKitGTK (Xvfb)",
    found: || find("Xvfb").map(|path| path.display().to_string()),
    remedy: || apt_words(WEBKIT_PACKAGES),
    install: || apt(WEBKIT_PACKAGES),
};

/// The driver that wasm-pack and the end-to-end tests start.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    find("chromedriver")
}

fn apt_words(packages: &[&str]) -> String {
    format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "))
}

/// Installs from the distribution where that needs no question: as root on Debian or a child of it.
pub(super) fn apt(packages: &[&str]) -> Result<()> {
    if find("apt-get").is_none() || ask("id", &["-u"]).as_deref() != Some("0") {
        bail!("this is done for you only as root on Debian");
    }
    run(command("apt-get").arg("update"))?;
    run(command("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages))
}
