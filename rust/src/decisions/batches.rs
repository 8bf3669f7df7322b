//! Queries that are run together.
use super::*;
use crate::BatchQuery;

#[test]
fn sends_nothing_for_no_query() {
    let client = builder().auth(fetcher(numbered).0).build().unwrap();
    assert_eq!(end(start(client.batch([]).timeout(Duration::ZERO))).unwrap(), []);
    assert!(world::sent().is_empty());
}

#[test]
fn refuses_a_batch_that_the_server_would_refuse() {
    let client = client();
    let text = "x".repeat(8 << 20);
    let large = || BatchQuery::new("f", &Value::from([("text", text.as_str().into())]));
    let message = unsent(&end(start(client.batch([large(), large()]))).unwrap_err());
    assert!(message.contains("split it"), "{message}");
    let _sent = start(client.batch([large()]));
    assert_eq!(world::sent().len(), 1);
}
