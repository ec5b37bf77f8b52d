//! The way out that `sucheng.yaml` chose: its secrets and certificates are read here.

use std::path::Path;
use std::time::Duration;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::settings;
use crate::cli::workspace::Workspace;
use crate::intake::{Smtp as Settings, Tls, Transport as Chosen};
use crate::notices::transport::smtp::{Encryption, Login, PATIENCE, Secret, Server, Signer, Smtp};
use crate::notices::transport::{Spool, Transport};

/// The transport of this workspace. Nothing is connected yet.
///
/// # Errors
/// A password, certificate or key is not where the settings say.
pub fn transport(desk: &mut Desk<'_>) -> Result<Box<dyn Transport>, CommandError> {
    let workspace = desk.workspace()?;
    let spool = Spool::of_workspace(&workspace.root);
    let smtp = workspace.config.mail.as_ref().filter(|mail| mail.transport == Chosen::Smtp);
    let Some(smtp) = smtp.and_then(|mail| mail.smtp.as_ref()) else { return Ok(Box::new(spool)) };
    let server = server(smtp, &workspace, desk)?;
    let transport = Smtp::new(server, spool)
        .map_err(|fault| CommandError::problems(Exit::Failed, vec![fault.problem()]))?;
    Ok(Box::new(transport))
}

fn server(smtp: &Settings, workspace: &Workspace, desk: &mut Desk<'_>) -> Result<Server, CommandError> {
    let encryption = match smtp.tls {
        Tls::Starttls => Encryption::Starttls,
        Tls::Tls => Encryption::Tls,
        Tls::None => Encryption::None,
    };
    let read = |name: &str| {
        let path = workspace.absolute(name);
        std::fs::read(&path).map_err(|error| CommandError::file("E-READ", &path, &error))
    };
    if let Some(name) = smtp.hello.as_ref().filter(|name| !is_host(name)) {
        return Err(CommandError::new(Exit::Failed, "E-SMTP-HELLO").with("found", name.escape_debug()));
    }
    let signer = match &smtp.dkim {
        None => None,
        Some(dkim) => {
            let pem = String::from_utf8_lossy(&read(&dkim.key_file)?).into_owned();
            let signer = Signer::new(&dkim.domain, &dkim.selector, &pem).map_err(|error| {
                let path = workspace.absolute(&dkim.key_file);
                CommandError::new(Exit::Failed, "E-SMTP-KEY")
                    .with("path", path.display())
                    .with("reason", error)
            })?;
            Some(signer)
        }
    };
    Ok(Server {
        host: smtp.host.clone(),
        port: smtp.port.unwrap_or(encryption.port()),
        encryption,
        login: login(smtp, workspace, desk)?,
        roots: smtp.ca_file.as_deref().map(read).transpose()?,
        timeout: smtp.timeout.map_or(PATIENCE, |seconds| Duration::from_secs(seconds.into())),
        hello: smtp.hello.clone(),
        signer,
    })
}

/// Who logs in; nobody where neither a user nor a place for a password is set.
fn login(smtp: &Settings, workspace: &Workspace, desk: &mut Desk<'_>) -> Result<Option<Login>, CommandError> {
    let failed = |code| CommandError::new(Exit::Failed, code);
    let Some(user) = smtp.user.clone() else {
        let place = smtp.password_env.as_ref().or(smtp.password_file.as_ref());
        return if place.is_some() { Err(failed("E-SMTP-NO-USER")) } else { Ok(None) };
    };
    let password = match (&smtp.password_env, &smtp.password_file) {
        (Some(_), Some(_)) => return Err(failed("E-SMTP-TWO-PASSWORDS")),
        (None, None) => return Err(failed("E-SMTP-NO-PASSWORD").with("user", user)),
        (Some(name), None) => {
            let text =
                settings::variable(name).ok_or_else(|| failed("E-SMTP-PASSWORD-UNSET").with("name", name))?;
            Secret::new(&text)
        }
        (None, Some(file)) => {
            let path = workspace.absolute(file);
            let text = std::fs::read_to_string(&path)
                .map_err(|error| CommandError::file("E-READ", &path, &error))?;
            if open_to_others(&path) {
                desk.insist("W-SMTP-PASSWORD-OPEN", &[("path", path.display().to_string())])?;
            }
            let password = Secret::new(&text);
            if password.is_empty() {
                return Err(failed("E-SMTP-PASSWORD-EMPTY").with("path", path.display()));
            }
            password
        }
    };
    Ok(Some(Login { user, password }))
}

/// Whether others of this machine may read a file. Where there are no such rights (Windows), nobody may.
fn open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o044 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// What may stand after EHLO (RFC 5321 §4.1.2): a line break there would be a command of its own.
fn is_host(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
}
