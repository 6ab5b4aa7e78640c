//! The command `countersign-server`.

use core::error::Error;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::num::NonZeroU32;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use countersign_server::{
    Addresses, Clock, Explain, Limits, Providers, RelyingParties, Site, Store, Tls, libraries, serve,
};
use tracing_subscriber::EnvFilter;

/// Passkeys for real browsers: sign up, sign in, and look after them.
#[derive(Debug, Parser)]
#[command(name = "countersign-server", version)]
struct Arguments {
    /// Where to listen; the port of http://localhost too, without --relying-parties
    #[arg(long, env = "COUNTERSIGN_LISTEN", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)))]
    listen: SocketAddr,

    /// sqlite:PATH, which is created, or postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        env = "COUNTERSIGN_DATABASE",
        default_value = "sqlite:countersign.sqlite",
        hide_env_values = true
    )]
    database: String,

    /// TOML file with the RP IDs, names and origins, and where metadata is; without it, http://localhost
    #[arg(long, env = "COUNTERSIGN_RELYING_PARTIES")]
    relying_parties: Option<PathBuf>,

    /// JSON file with AAGUIDs and the names of providers, beside those that are known
    #[arg(long, env = "COUNTERSIGN_PROVIDERS")]
    providers: Option<PathBuf>,

    /// PEM file with the certificate chain, to serve HTTPS
    #[arg(long, env = "COUNTERSIGN_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// PEM file with the key of the certificate
    #[arg(long, env = "COUNTERSIGN_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Where to serve /metrics, such as 127.0.0.1:9090; nowhere without it
    #[arg(long, env = "COUNTERSIGN_METRICS_ADDRESS")]
    metrics_address: Option<SocketAddr>,

    /// Address of a proxy whose X-Forwarded-For counts; may be given several times
    #[arg(long = "proxy", env = "COUNTERSIGN_PROXIES", value_delimiter = ',')]
    proxies: Vec<IpAddr>,

    /// Requests about ceremonies that one address may make in a minute
    #[arg(long, env = "COUNTERSIGN_ADDRESS_LIMIT", default_value = "120")]
    address_limit: NonZeroU32,

    /// Requests about ceremonies of one account in a minute
    #[arg(long, env = "COUNTERSIGN_ACCOUNT_LIMIT", default_value = "20")]
    account_limit: NonZeroU32,

    /// Show people who are signed in the steps of their ceremonies: for development
    #[arg(long, env = "COUNTERSIGN_EXPLAIN")]
    explain: bool,

    /// How the log is written
    #[arg(long, env = "COUNTERSIGN_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,

    /// What is logged: a level, or targets with levels
    #[arg(long, env = "COUNTERSIGN_LOG", default_value = "info")]
    log: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&mut std::io::stderr(), &format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Writes a line; that nobody reads it is no reason to stop.
fn say(to: &mut dyn std::io::Write, line: &str) {
    let _ = writeln!(to, "{line}");
    let _ = to.flush();
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(&arguments.log)?)
        .with_writer(std::io::stderr);
    match arguments.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    let parties = match &arguments.relying_parties {
        Some(path) => RelyingParties::from_toml(&read(path)?)?,
        None => RelyingParties::localhost(arguments.listen.port())?,
    };
    if arguments.tls_cert.is_some() && !parties.are_secure() {
        return Err("--tls-cert serves HTTPS, and an origin is http://: give --relying-parties a file with https:// origins".into());
    }
    let providers = match &arguments.providers {
        Some(path) => Providers::from_json(&read(path)?)?,
        None => Providers::default(),
    };
    let store = Store::open(&arguments.database).await?;
    let limits = Limits::new(arguments.address_limit, arguments.account_limit, arguments.proxies);
    let explain = if arguments.explain { Explain::ToSignedIn } else { Explain::ToNobody };
    let warnings = parties.warnings();
    let open = format!("Open {} in a browser.", parties.first_origin());
    let site = Site::new(store, parties, Clock::System, limits).explain(explain).providers(providers);
    let site = site.load_metadata().await.map_err(|error| format!("metadata: {error}"))?;
    let tls = arguments.tls_cert.zip(arguments.tls_key).map(|(certificate, key)| Tls { certificate, key });
    for warning in warnings {
        tracing::warn!("{warning}");
    }
    tracing::info!("signatures are verified by {}", libraries());
    let addresses = Addresses { public: arguments.listen, metrics: arguments.metrics_address };
    let listening = move || say(&mut std::io::stdout(), &open);
    serve(site, addresses, tls, listening, asked_to_stop()).await?;
    Ok(())
}

fn read(path: &PathBuf) -> Result<String, Box<dyn Error>> {
    std::fs::read_to_string(path).map_err(|cause| format!("{}: {cause}", path.display()).into())
}

/// Until somebody presses Ctrl-C, or the system asks to stop.
async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            core::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => core::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = core::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
