//! `user add | passwd`.

use crate::cli::argv::bool_option;
use crate::context::Context;
use crate::etcd::proto::{AuthUserAddRequest, AuthUserChangePasswordRequest, UserAddOptions};
use crate::failure::Failure;
use crate::input::password;
use crate::reply::Acknowledged;
use clap::{ArgAction, Args};

/// Add a user
#[derive(Debug, Args)]
#[command(mut_args(bool_option))]
#[command(after_help = "\
Examples:
  ectl user add alice                        asks for a password
  ectl user add alice --interactive=false < password-file
  ectl user add web01.example --no-password  logs in by the certificate's common name")]
pub(crate) struct Add {
    /// User name, or NAME:PASSWORD (visible in the process list)
    name: String,
    /// Ask on the terminal; false: read from stdin
    #[arg(long, default_value = "true", action = ArgAction::Set)]
    interactive: bool,
    /// Password; visible in the process list
    #[arg(long, value_name = "PASSWORD", default_value = "", hide_default_value = true)]
    new_user_password: String,
    /// Create a user that logs in only by client certificate
    #[arg(long)]
    no_password: bool,
}

impl Add {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Acknowledged>()?;
        cx.refuse_if_read_only("user add")?;
        let request = self.request()?;
        let name = request.name.clone();
        let session = cx.session()?;
        let response = session.call(request).await?;
        output.print(&Acknowledged::new(response, format!("User {name} created")))
    }

    /// Returns the request. The sources of the password are in etcdctl's order of precedence.
    fn request(self) -> Result<AuthUserAddRequest, Failure> {
        let options = Some(UserAddOptions { no_password: self.no_password });
        let (name, password) = if self.no_password {
            (self.name, String::new())
        } else if !self.new_user_password.is_empty() {
            (self.name, self.new_user_password)
        } else if let Some((name, password)) = self.name.split_once(':') {
            (name.to_owned(), password.to_owned())
        } else {
            let password = password::new(&self.name, self.interactive)?;
            (self.name, password)
        };
        if name.is_empty() {
            return Err(Failure::usage("empty user name is not allowed"));
        }
        Ok(AuthUserAddRequest { name, password, options })
    }
}

/// Change a user's password
#[derive(Debug, Args)]
#[command(mut_args(bool_option))]
#[command(after_help = "\
Examples:
  ectl user passwd alice  asks for the new password twice
  ectl user passwd alice --interactive=false < password-file")]
pub(crate) struct Passwd {
    /// User name
    name: String,
    /// Ask on the terminal; false: read from stdin
    #[arg(long, default_value = "true", action = ArgAction::Set)]
    interactive: bool,
}

impl Passwd {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Acknowledged>()?;
        cx.confirm_protected(&format!("change the password of user {}", self.name)).await?;
        let password = password::new(&self.name, self.interactive)?;
        let session = cx.session()?;
        let request =
            AuthUserChangePasswordRequest { name: self.name, password, ..Default::default() };
        let response = session.call(request).await?;
        output.print(&Acknowledged::new(response, "Password updated".to_owned()))
    }
}
