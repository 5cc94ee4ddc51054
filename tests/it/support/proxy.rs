//! TCP proxies that misbehave in front of a server.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The fate of connections through the proxy.
#[derive(Debug, Clone)]
pub enum Fate {
    /// They are closed as soon as they are made.
    HangUp,
    /// The server gets these bytes of the client, and its answers no longer arrive;
    /// after a moment the connection is cut.
    CutOnceSent(&'static [u8]),
    /// As `CutOnceSent`, but the connection stays open and silent.
    SilentOnceSent(&'static [u8]),
    /// The function runs before the server gets these bytes for the second time.
    OnceSentAgain(&'static [u8], fn(&str)),
    /// Cut when the server has sent this number of bytes.
    CutAfterReply(usize),
    /// Open and silent when the server has sent this number of bytes.
    SilentAfterReply(usize),
}

/// Listens on a port of its own, for the rest of the test's process; returns `host:port`.
pub fn proxy(server: &str, fate: Fate) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let server = server.to_owned();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, fate) = (server.clone(), fate.clone());
            // A connection that breaks is what a proxy is for.
            thread::spawn(move || serve(&client, &server, &fate).ok());
        }
    });
    address
}

/// A port that accepts connections and says nothing.
pub struct Mute(TcpListener);

pub fn mute() -> Mute {
    Mute(TcpListener::bind("127.0.0.1:0").expect("a free port"))
}

impl Mute {
    pub fn endpoint(&self) -> String {
        self.0.local_addr().expect("an address").to_string()
    }
}

/// A proxy that holds the client's bytes back, the first time these are among them, while a deed is
/// done.
pub fn interrupted(
    server: &str,
    marker: &'static str,
    deed: impl FnOnce() + Send + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let (server, deed) = (server.to_owned(), Arc::new(Mutex::new(Some(deed))));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, deed) = (server.clone(), Arc::clone(&deed));
            thread::spawn(move || hold_back(&client, &server, marker, &deed).ok());
        }
    });
    address
}

/// A proxy that holds the client's bytes back, the first time these are among them, until it is told to go on:
/// as a frozen member, which executes what it was sent when it wakes up. What the client sends
/// afterwards on this connection is lost.
pub fn late(server: &str, marker: &'static str, resume: Receiver<()>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let (server, resume) = (server.to_owned(), Arc::new(Mutex::new(resume)));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, resume) = (server.clone(), Arc::clone(&resume));
            thread::spawn(move || delay(&client, &server, marker, &resume).ok());
        }
    });
    address
}

fn delay(
    client: &TcpStream,
    server: &str,
    marker: &str,
    resume: &Mutex<Receiver<()>>,
) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    let (from_server, to_client) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || pass(from_server, &to_client, |_| true).ok());
    let mut held = false;
    pass(client.try_clone()?, &server, |bytes| {
        if held {
            // The server executes what was held back, before it sees that the client is gone.
            thread::sleep(Duration::from_millis(500));
            return false;
        }
        held = bytes.windows(marker.len()).any(|window| window == marker.as_bytes());
        !held || resume.lock().expect("a word").recv().is_ok()
    })?;
    thread::sleep(Duration::from_millis(500));
    server.shutdown(Shutdown::Both)
}

fn hold_back(
    client: &TcpStream,
    server: &str,
    marker: &str,
    deed: &Mutex<Option<impl FnOnce()>>,
) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    let (from_server, to_client) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || pass(from_server, &to_client, |_| true).ok());
    let mut seen = Vec::new();
    pass(client.try_clone()?, &server, |bytes| {
        seen.extend_from_slice(bytes);
        if seen.windows(marker.len()).any(|window| window == marker.as_bytes())
            && let Some(deed) = deed.lock().expect("a deed").take()
        {
            deed();
        }
        true
    })?;
    server.shutdown(Shutdown::Both)
}

fn serve(client: &TcpStream, server: &str, fate: &Fate) -> io::Result<()> {
    if matches!(fate, Fate::HangUp) {
        return client.shutdown(Shutdown::Both);
    }
    let address = server;
    let server = TcpStream::connect(address)?;
    let (from_server, to_client) = (server.try_clone()?, client.try_clone()?);
    let silent = Arc::new(AtomicBool::new(matches!(fate, Fate::SilentAfterReply(_))));
    let answers_silent = Arc::clone(&silent);
    let limit = match *fate {
        Fate::CutAfterReply(limit) | Fate::SilentAfterReply(limit) => limit,
        _ => usize::MAX,
    };
    thread::spawn(move || {
        let mut seen = 0;
        pass(from_server, &to_client, |bytes| {
            seen += bytes.len();
            seen < limit && (limit < usize::MAX || !answers_silent.load(Ordering::SeqCst))
        })
        .ok();
        if !answers_silent.load(Ordering::SeqCst) {
            to_client.shutdown(Shutdown::Both).ok();
        }
    });
    let mut seen = Vec::new();
    let mut done = false;
    pass(client.try_clone()?, &server, |bytes| {
        seen.extend_from_slice(bytes);
        if let Fate::CutOnceSent(marker) | Fate::SilentOnceSent(marker) = fate
            && seen.windows(marker.len()).any(|window| window == *marker)
        {
            silent.store(true, Ordering::SeqCst);
            if matches!(fate, Fate::CutOnceSent(_)) {
                cut_soon(client.try_clone());
            }
        }
        if let Fate::OnceSentAgain(marker, act) = fate
            && seen.windows(marker.len()).filter(|window| window == marker).count() > 1
            && !std::mem::replace(&mut done, true)
        {
            act(address);
        }
        true
    })?;
    server.shutdown(Shutdown::Both)
}

fn cut_soon(connection: io::Result<TcpStream>) {
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        connection.and_then(|connection| connection.shutdown(Shutdown::Both)).ok();
    });
}

/// Passes bytes on while `goes_on` agrees to them.
fn pass(
    mut from: TcpStream,
    mut to: &TcpStream,
    mut goes_on: impl FnMut(&[u8]) -> bool,
) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 || !goes_on(&buffer[..read]) {
            return Ok(());
        }
        to.write_all(&buffer[..read])?;
    }
}

/// The state of a [`Gate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// All passes.
    Fine,
    /// All passes late: each piece waits for this time.
    Slow(Duration),
    /// Connections are closed in peace.
    HangsUp,
    /// Connections are reset.
    Resets,
    /// All vanishes; connections stay open.
    Swallows,
}

/// A proxy in front of a server, whose weather changes.
pub struct Gate {
    pub endpoint: String,
    weather: Arc<Mutex<Weather>>,
}

impl Gate {
    pub fn before(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let endpoint = listener.local_addr().expect("an address").to_string();
        let weather = Arc::new(Mutex::new(Weather::Fine));
        let (server, now) = (server.to_owned(), Arc::clone(&weather));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, weather) = (server.clone(), Arc::clone(&now));
                thread::spawn(move || relay(&client, &server, &weather).ok());
            }
        });
        Self { endpoint, weather }
    }

    /// For connections that are open, too, as soon as something comes.
    pub fn turns(&self, weather: Weather) {
        *self.weather.lock().expect("the weather") = weather;
    }
}

fn relay(client: &TcpStream, server: &str, weather: &Arc<Mutex<Weather>>) -> io::Result<()> {
    match *weather.lock().expect("the weather") {
        Weather::HangsUp => return client.shutdown(Shutdown::Both),
        // To go without having read what came makes it a reset.
        Weather::Resets => return client.peek(&mut [0]).map(drop),
        _ => {}
    }
    let server = TcpStream::connect(server)?;
    let (from_server, to_client) = (server.try_clone()?, client.try_clone()?);
    let outside = Arc::clone(weather);
    thread::spawn(move || carry(&from_server, &to_client, &outside).ok());
    carry(client, &server, weather)?;
    server.shutdown(Shutdown::Both)
}

fn carry(mut from: &TcpStream, mut to: &TcpStream, weather: &Mutex<Weather>) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        let read = from.read(&mut buffer)?;
        let now = *weather.lock().expect("the weather");
        match now {
            Weather::Fine if read > 0 => {}
            Weather::Slow(pause) if read > 0 => thread::sleep(pause),
            Weather::Swallows if read > 0 => continue,
            _ => return to.shutdown(Shutdown::Both),
        }
        to.write_all(&buffer[..read])?;
    }
}
