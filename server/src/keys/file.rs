//! Private files: made 0600 in a folder that is 0700, and refused when somebody else could read them.

use anyhow::{Context as _, Result, ensure};
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;
use zeroize::Zeroizing;

/// Makes the folder, or makes it private.
pub(super) fn private_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("{} cannot be made", path.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Writes a new file; one that is there is never overwritten.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).with_context(|| format!("{} cannot be made", path.display()))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}

/// Writes a file anew, all of it or nothing.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let new = path.with_extension("new");
    // Left behind by a run that was cut off.
    let _ = fs::remove_file(&new);
    create(&new, bytes)?;
    fs::rename(&new, path).with_context(|| format!("{} cannot be replaced", path.display()))
}

fn open(path: &Path) -> Result<File> {
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = file.metadata()?.permissions().mode();
        ensure!(mode & 0o077 == 0, "{} may be read by others: chmod 600", path.display());
    }
    Ok(file)
}

/// A file of exactly 32 bytes.
pub(super) fn read_exact(path: &Path) -> Result<Zeroizing<[u8; 32]>> {
    let mut file = open(path)?;
    ensure!(file.metadata()?.len() == 32, "{} is not 32 bytes long", path.display());
    let mut bytes = Zeroizing::new([0; 32]);
    file.read_exact(bytes.as_mut_slice())?;
    Ok(bytes)
}

/// A file of any length.
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let mut file = open(path)?;
    // As long as it is, so that no half of it is left behind where it would have grown.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(file.metadata()?.len())? + 1));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file of one line of text.
pub(super) fn read_text(path: &Path) -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(256));
    open(path)?.take(256).read_to_string(&mut text)?;
    Ok(Zeroizing::new(text.trim().to_owned()))
}

/// A file of text.
pub(super) fn read_whole(path: &Path) -> Result<String> {
    let mut text = String::new();
    open(path)?.read_to_string(&mut text).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(text)
}
