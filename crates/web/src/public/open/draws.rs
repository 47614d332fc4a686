//! 抽签公开 The draws of spot checks as anybody reads them, and the file that is computed once more.

use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use titian_app::query::PUBLIC_DRAWS;
use titian_domain::draw::Draw;

use super::papers::{Here, missing};
use crate::View;
use crate::components::Pages;
use crate::door::{Visit, unread};
use crate::layout::Audience;
use crate::public::draw::{DrawPage, DrawsPage};

fn office(visit: &Visit, draw: &Draw) -> String {
    draw.city.map_or_else(|| "自治区工业和信息化厅".to_owned(), |city| format!("{}中小企业主管部门", visit.city(city)))
}

/// `GET /draws`
pub async fn list(visit: Visit, Query(here): Query<Here>) -> Response {
    let here = here.number();
    let (draws, all) = match visit.house.app.public_draws(here).await {
        Ok(draws) => draws,
        Err(error) => return unread(&error),
    };
    let page = visit.page(Audience::Public, "/notices", "实地抽查的抽签").under("通知与公示", "/notices");
    let pages = Pages::new(here, PUBLIC_DRAWS, all, "/draws?page=", "次");
    View(DrawsPage::of(page, &draws, pages, |draw| office(&visit, draw))).into_response()
}

/// `GET /draws/{id}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Response {
    let draw = match visit.house.app.public_draw(&id).await {
        Ok(Some(draw)) => draw,
        Ok(None) => return missing(),
        Err(error) => return unread(&error),
    };
    let page = visit.page(Audience::Public, "/notices", &draw.title).under("抽签", "/draws");
    DrawPage::of(page, &draw, &office(&visit, &draw)).map_or_else(missing, |view| View(view).into_response())
}

/// `GET /draws/{id}/files/draw.json`
pub async fn file(visit: Visit, Path(id): Path<String>) -> Response {
    let file = match visit.house.app.draw_file(&id).await {
        Ok(Some(file)) => file,
        Ok(None) => return missing(),
        Err(error) => return unread(&error),
    };
    let Ok(text) = serde_json::to_string_pretty(&file) else { return missing() };
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"draw.json\""),
    ];
    (headers, text).into_response()
}
