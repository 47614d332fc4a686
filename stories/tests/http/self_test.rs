//! Somebody tries their figures without an account; nothing is kept, and nothing is lost on the way back.

use axum::http::StatusCode;
use titian_stories::portal::Portal;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_comes_back_from_the_result() {
    let portal = Portal::sqlite().await;
    let mut reader = portal.visitor();
    reader.open("/self-test").await;
    let form = reader.form("/self-test/result").fill("revenue_y1", "4128.00").fill("rd_expense_y1", "186.40");
    reader.sent(form).await;
    let back = reader.form("/self-test");
    reader.sent(back).await;
    let form = reader.form("/self-test/result");
    assert_eq!((form.held("revenue_y1"), form.held("rd_expense_y1")), ("4128.00", "186.40"));
    // The wrong thing typed is named, and stays where it was typed.
    let page = reader.refused(form.fill("revenue_y1", "三千"), "三千").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reader.form("/self-test/result").held("revenue_y1"), "三千");
}
