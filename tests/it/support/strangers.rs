//! Servers other than etcd.

use h2::server;
use http::{HeaderMap, Response};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use tokio::net::TcpListener as AsyncListener;
use tokio::runtime::Builder;

/// Serves each connection in a way of its own; returns the endpoint.
pub fn fake(serve: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || listener.incoming().flatten().for_each(serve));
    address
}

/// An HTTP/2 server that answers everything with a page.
pub fn page_server(status: u16) -> String {
    let page = Response::builder().status(status).header("content-type", "text/html");
    http2_server(page.body("<html>Welcome</html>").unwrap(), None)
}

/// Starts a server with one answer to everything. An empty body means headers alone.
pub fn http2_server(answer: Response<&'static str>, trailers: Option<HeaderMap>) -> String {
    let (tell, address) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = AsyncListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap().to_string()).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let mut connection = server::handshake(stream).await.unwrap();
                while let Some(Ok((_, mut respond))) = connection.accept().await {
                    let (head, body) = answer.clone().into_parts();
                    let ends = body.is_empty() && trailers.is_none();
                    let mut stream = respond.send_response(Response::from_parts(head, ()), ends);
                    let stream = stream.as_mut().unwrap();
                    if !body.is_empty() {
                        stream.send_data(body.into(), trailers.is_none()).unwrap();
                    }
                    if let Some(trailers) = &trailers {
                        stream.send_trailers(trailers.clone()).unwrap();
                    }
                }
            }
        });
    });
    address.recv().unwrap()
}
