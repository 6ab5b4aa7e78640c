//! Registration, from the text of the response to the verdict, beside the bare signatures under the same keys.

use core::hint::black_box;

use countersign::RUST_CRYPTO;
use countersign_benches::{ACCEPTING, RegistrationCase};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

fn registration(criterion: &mut Criterion) {
    let cases = RegistrationCase::all(&RUST_CRYPTO);
    for (case, accepted) in cases.iter().zip(RegistrationCase::all(&ACCEPTING)) {
        let mut group = criterion.benchmark_group(format!("registration_{}", case.name()));
        group.bench_function("whole", |bencher| {
            bencher.iter_batched(|| case.pending(), |pending| case.verify(pending), BatchSize::SmallInput);
        });
        case.bare().measure(|verify| {
            group.bench_function("bare_signature", |bencher| bencher.iter(|| black_box(verify)()));
        });
        group.bench_function("without_signature", |bencher| {
            let run = |pending| accepted.verify(pending);
            bencher.iter_batched(|| accepted.pending(), run, BatchSize::SmallInput);
        });
        group.finish();
    }
}

criterion_group!(benches, registration);
criterion_main!(benches);
