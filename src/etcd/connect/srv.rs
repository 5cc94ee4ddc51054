//! DNS lookup of SRV records, by the servers of `/etc/resolv.conf`. The search list is ignored: names
//! of services are fully qualified.

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, QCLASS, QTYPE, Question, RCODE, TYPE};
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// Host and port of a service. Sorts by preference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SrvRecord {
    priority: u16,
    /// The inverted weight: records of a larger weight come first.
    lightness: u16,
    host: String,
    port: u16,
}

impl fmt::Display for SrvRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Queries per server, because UDP loses packets.
const TRIES: u32 = 2;

pub(crate) fn servers() -> Vec<SocketAddr> {
    parse_servers(&std::fs::read_to_string("/etc/resolv.conf").unwrap_or_default())
}

fn parse_servers(resolv_conf: &str) -> Vec<SocketAddr> {
    let addresses = resolv_conf.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let address = words.next().filter(|word| *word == "nameserver").and(words.next())?;
        address.parse::<IpAddr>().ok()
    });
    let servers: Vec<_> = addresses.map(|address| SocketAddr::new(address, 53)).collect();
    if servers.is_empty() { vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 53))] } else { servers }
}

/// Asks the servers in turn until one has an answer. Each gets its share of the time.
pub(crate) async fn lookup(
    servers: &[SocketAddr],
    name: &str,
    time: Duration,
) -> Result<Vec<SrvRecord>, String> {
    let query = query(name).ok_or_else(|| format!("lookup {name}: not a name"))?;
    let share = time / u32::try_from(servers.len()).unwrap_or(u32::MAX).max(1) / TRIES;
    let mut last = format!("lookup {name}: no server to ask");
    for server in servers.iter().flat_map(|server| std::iter::repeat_n(server, TRIES as usize)) {
        last = match timeout(share, query_udp(*server, &query)).await {
            Ok(Ok(SrvAnswer::Records(records))) => return Ok(records),
            Ok(Ok(SrvAnswer::NoSuchName)) => {
                return Err(format!("lookup {name} on {server}: no such host"));
            }
            Ok(Ok(SrvAnswer::Failed | SrvAnswer::Truncated)) => {
                format!("lookup {name} on {server}: server misbehaving")
            }
            Ok(Err(error)) => format!("lookup {name} on {server}: {error}"),
            Err(_) => format!("lookup {name} on {server}: i/o timeout"),
        };
    }
    Err(last)
}

#[derive(Debug, PartialEq, Eq)]
enum SrvAnswer {
    Records(Vec<SrvRecord>),
    NoSuchName,
    /// The answer is too long for UDP.
    Truncated,
    /// The server failed; another one may answer.
    Failed,
}

fn query(name: &str) -> Option<Vec<u8>> {
    let name = Name::new(name.trim_end_matches('.')).ok()?;
    // The standard library seeds its hash maps from the system's randomness.
    let id = std::hash::RandomState::new().build_hasher().finish() as u16;
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    let (kind, class) = (QTYPE::TYPE(TYPE::SRV), QCLASS::CLASS(CLASS::IN));
    packet.questions.push(Question::new(name, kind, class, false));
    packet.build_bytes_vec().ok()
}

async fn query_udp(server: SocketAddr, query: &[u8]) -> io::Result<SrvAnswer> {
    let any = match server {
        SocketAddr::V4(_) => IpAddr::from(Ipv4Addr::UNSPECIFIED),
        SocketAddr::V6(_) => IpAddr::from(Ipv6Addr::UNSPECIFIED),
    };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    socket.send(query).await?;
    let mut buffer = [0; 4096];
    loop {
        let size = socket.recv(&mut buffer).await?;
        let packet = buffer.get(..size).unwrap_or_default();
        match answer(query, packet) {
            Some(SrvAnswer::Truncated) => return query_tcp(server, query).await,
            Some(answer) => return Ok(answer),
            // Not the answer to this query, which may still come.
            None => {}
        }
    }
}

/// Queries over TCP, where answers may have any length.
async fn query_tcp(server: SocketAddr, query: &[u8]) -> io::Result<SrvAnswer> {
    let mut stream = TcpStream::connect(server).await?;
    stream.write_u16(u16::try_from(query.len()).map_err(io::Error::other)?).await?;
    stream.write_all(query).await?;
    let mut packet = vec![0; stream.read_u16().await?.into()];
    stream.read_exact(&mut packet).await?;
    Ok(answer(query, &packet).unwrap_or(SrvAnswer::Failed))
}

/// Reads a packet; `None` if it does not answer the query.
fn answer(query: &[u8], packet: &[u8]) -> Option<SrvAnswer> {
    let reply = Packet::parse(packet).ok()?;
    let matches = query.get(..2)? == packet.get(..2)? && reply.has_flags(PacketFlag::RESPONSE);
    matches.then(|| match reply.rcode() {
        _ if reply.has_flags(PacketFlag::TRUNCATION) => SrvAnswer::Truncated,
        RCODE::NoError => SrvAnswer::Records(records(&reply)),
        RCODE::NameError => SrvAnswer::NoSuchName,
        _ => SrvAnswer::Failed,
    })
}

fn records(reply: &Packet<'_>) -> Vec<SrvRecord> {
    let mut records: Vec<_> = reply
        .answers
        .iter()
        .filter_map(|answer| match &answer.rdata {
            RData::SRV(srv) => Some(SrvRecord {
                priority: srv.priority,
                lightness: u16::MAX - srv.weight,
                host: srv.target.to_string().trim_end_matches('.').to_owned(),
                port: srv.port,
            }),
            _ => None,
        })
        .collect();
    records.sort();
    records
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{answer, lookup, parse_servers, query};
    use proptest::prelude::{any, prop, proptest};
    use simple_dns::rdata::{RData, SRV};
    use simple_dns::{CLASS, Name, Packet, PacketFlag, RCODE, ResourceRecord};
    use std::net::SocketAddr;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, UdpSocket};

    type Zone = &'static [(&'static str, u16, u16, &'static str)];

    /// Starts a DNS server with these names, each with priority, port and target. It sends an unrelated
    /// packet first, and more than three records over TCP only.
    pub(crate) async fn dns(zone: Zone) -> SocketAddr {
        let (udp, tcp, at) = loop {
            let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            let at = udp.local_addr().unwrap();
            // The TCP port of this number may be taken.
            if let Ok(tcp) = TcpListener::bind(at).await {
                break (udp, tcp, at);
            }
        };
        tokio::spawn(async move {
            let mut buffer = [0; 512];
            while let Ok((size, from)) = udp.recv_from(&mut buffer).await {
                let stray = Packet::new_reply(!Packet::parse(&buffer[..size]).unwrap().id());
                udp.send_to(&stray.build_bytes_vec().unwrap(), from).await.unwrap();
                udp.send_to(&reply(zone, &buffer[..size], 3), from).await.unwrap();
            }
        });
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = tcp.accept().await {
                let mut query = vec![0; stream.read_u16().await.unwrap().into()];
                stream.read_exact(&mut query).await.unwrap();
                let reply = reply(zone, &query, usize::MAX);
                stream.write_u16(reply.len() as u16).await.unwrap();
                stream.write_all(&reply).await.unwrap();
            }
        });
        at
    }

    fn reply(zone: Zone, query: &[u8], room: usize) -> Vec<u8> {
        let mut packet = Packet::parse(query).unwrap().into_reply();
        let asked = packet.questions[0].qname.to_string();
        if asked.starts_with("broken") {
            *packet.rcode_mut() = RCODE::ServerFailure;
        }
        let found: Vec<_> = zone.iter().filter(|(name, ..)| *name == asked).collect();
        if found.is_empty() && !asked.starts_with("broken") {
            *packet.rcode_mut() = RCODE::NameError;
        }
        if found.len() > room {
            packet.set_flags(PacketFlag::TRUNCATION);
            return packet.build_bytes_vec().unwrap();
        }
        for (name, priority, port, target) in found {
            let target = Name::new(target).unwrap();
            let srv = SRV { priority: *priority, weight: 0, port: *port, target };
            let name = Name::new(name).unwrap();
            packet.answers.push(ResourceRecord::new(name, CLASS::IN, 60, RData::SRV(srv)));
        }
        packet.build_bytes_vec().unwrap()
    }

    const LONG: Zone =
        &[("n.x", 4, 4, "d.x"), ("n.x", 1, 1, "a.x"), ("n.x", 3, 3, "c.x"), ("n.x", 2, 2, "b.x")];

    async fn shown(servers: &[SocketAddr], name: &str) -> Result<Vec<String>, String> {
        let found = lookup(servers, name, Duration::from_secs(10)).await?;
        Ok(found.iter().map(ToString::to_string).collect())
    }

    #[tokio::test]
    async fn long_answer_comes_over_tcp() {
        let server = dns(LONG).await;
        assert_eq!(shown(&[server], "n.x").await.unwrap(), ["a.x:1", "b.x:2", "c.x:3", "d.x:4"]);
    }

    #[tokio::test]
    async fn next_server_is_asked_after_a_failure() {
        let server = dns(LONG).await;
        let closed: SocketAddr = "127.0.0.1:1".parse().unwrap();
        assert_eq!(shown(&[closed, server], "n.x.").await.unwrap().len(), 4);
        let error = shown(&[server], "broken.x").await.unwrap_err();
        assert_eq!(error, format!("lookup broken.x on {server}: server misbehaving"));
        let error = shown(&[server], "m.x").await.unwrap_err();
        assert_eq!(error, format!("lookup m.x on {server}: no such host"));
        let long = "x".repeat(64);
        let error = shown(&[server], &long).await.unwrap_err();
        assert_eq!(error, format!("lookup {long}: not a name"));
    }

    #[test]
    fn servers_are_read_from_resolv_conf() {
        let conf = "# a\nnameserver 10.0.0.1\nsearch x\nnameserver ::1 # b\nnameserver nonsense\n";
        let servers: Vec<_> = parse_servers(conf).iter().map(ToString::to_string).collect();
        assert_eq!(servers, ["10.0.0.1:53", "[::1]:53"]);
        assert_eq!(parse_servers("")[0].to_string(), "127.0.0.1:53");
    }

    proptest! {
        #[test]
        fn malformed_packets_do_not_panic(tail in prop::collection::vec(any::<u8>(), 0..80)) {
            let query = query("n.x").unwrap();
            let mut packet = query.clone();
            packet.truncate(12);
            packet.extend_from_slice(&tail);
            answer(&query, &packet);
            answer(&query, &tail);
        }
    }
}
