//! Authentications per second, in a program whose allocator counts nothing: see `docs/performance.md`.

fn main() {
    countersign_benches_harness::throughput(&countersign_benches_peers::rows());
}
