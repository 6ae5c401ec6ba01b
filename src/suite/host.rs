//! The suite of a host under one name: AWS-LC where the feature `aws-lc` is on, RustCrypto elsewhere.

#[cfg(feature = "aws-lc")]
pub use super::aws_lc::{AwsLc as Host, PrivateKey, hmac_sha256};
#[cfg(not(feature = "aws-lc"))]
pub use super::native::{Native as Host, PrivateKey, hmac_sha256};
