//! The accept loop: connections up to a limit, slow headers cut off, a drain at the end.
//!
//! `axum::serve` has no defence against slow headers, hence a loop of our own over hyper.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::sync::watch;

use crate::server::front;
use crate::server::front::Server;
use crate::server::patience::Patience;
use crate::server::patience::SILENT_TIME;

/// Connections at once at most.
const MOST_CONNECTIONS: usize = 1024;
/// Bytes of a request's header at most, and of what is read ahead.
const MOST_HEADER: usize = 64 << 10;

/// Serves until `stop` turns true, then finishes what is under way.
pub(crate) async fn serve(
    server: Arc<Server>,
    listener: TcpListener,
    router: Router,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, say: what is open goes on, and room comes back.
                    tracing::warn!(%error, "accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = stopped(&mut stop) => break,
        };
        let patience = Patience::new(Arc::clone(&places));
        let (server, router, stop) = (Arc::clone(&server), router.clone(), stop.clone());
        tokio::spawn(async move {
            connection(server, (stream, patience), router, stop).await;
            drop(place);
        });
    }
    server.draining.store(true, Ordering::Release);
    drop(listener);
    let everything = u32::try_from(MOST_CONNECTIONS).unwrap_or(u32::MAX);
    drop(places.acquire_many(everything).await);
}

async fn connection(
    server: Arc<Server>,
    (stream, patience): (TcpStream, Patience),
    router: Router,
    mut stop: watch::Receiver<bool>,
) {
    // Small answers must not wait for acknowledgements; a failure here only costs time.
    drop(stream.set_nodelay(true));
    let service =
        service_fn(move |request| front::serve(Arc::clone(&server), router.clone(), request));
    let connection = http1::Builder::new()
        .timer(patience.clone())
        .header_read_timeout(SILENT_TIME)
        // That a caller has left is told by the connection itself.
        .half_close(true)
        .max_buf_size(MOST_HEADER)
        .serve_connection(TokioIo::new(patience.watch(stream)), service);
    tokio::pin!(connection);
    tokio::select! {
        // An error ends this connection alone: the caller hung up, or was cut off on purpose.
        result = connection.as_mut() => drop(result),
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            drop(connection.await);
        }
    }
}

/// Returns when the server is to stop. A sender that is gone counts as well.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}
