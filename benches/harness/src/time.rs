//! Time, by criterion.

use std::time::Duration;

use criterion::Criterion;

use crate::Row;

/// Measures the rows in their order, so that the candidates of an operation come one after the other.
///
/// A row is measured for so short a time because there are many of them and everything is measured several times: who reads
/// the results takes the median of the rounds.
pub fn run(rows: &[Row]) {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300))
        .sample_size(10)
        .nresamples(2000)
        .configure_from_args();
    for operation in rows.chunk_by(|row, next| row.operation == next.operation) {
        let Some(first) = operation.first() else { continue };
        let mut group = criterion.benchmark_group(&first.operation);
        for row in operation {
            if let Ok(measured) = &row.measured {
                group.bench_function(&row.candidate, |bencher| {
                    bencher.iter_custom(|runs| measured.time(runs));
                });
            }
        }
        group.finish();
    }
    criterion.final_summary();
}
