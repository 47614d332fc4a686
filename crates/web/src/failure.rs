//! 出错页 What is said when something did not work: what happened, in one sentence, and what to do next.

use askama::Template;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::layout::{Audience, Link, Page};
use crate::security;

/// A page about something that did not work.
#[derive(Debug, Clone, Template)]
#[template(path = "failure.html")]
pub struct Failure {
    /// The page.
    pub page: Page,
    /// The status, small.
    pub status: u16,
    /// What happened and why, in a sentence or two.
    pub text: String,
    /// What to do next, the most likely first.
    pub ways: Vec<Link>,
    /// Number of the request, to be named when asking; may be empty.
    pub request: String,
}

impl Failure {
    /// The page for a status.
    pub fn of(status: StatusCode, request: impl ToString) -> Failure {
        let home = Link::new("回首页", "/");
        let (title, text, ways) = match status {
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE => (
                "没有看懂这次提交",
                "发来的内容不完整，或地址里的数字写错了。没有保存任何东西。请返回上一页再试一次。",
                vec![home],
            ),
            StatusCode::UNAUTHORIZED => (
                "请先登录",
                "这一页要登录后才能看。登录后会回到这里。",
                vec![Link::new("登录", "/sign-in"), Link::new("企业注册", "/sign-up")],
            ),
            StatusCode::FORBIDDEN => (
                "这件事不在您的权限内，或表单已过期",
                "如果您刚才在填表：登录已经过期，或浏览器禁用了 Cookie，这次没有保存。请在新窗口登录，再返回上一页，把写的内容复制过去\
                 （不要刷新那一页）。如果您想看的是别的企业或别市的事项：只有承办的部门能看。",
                vec![Link::new("换一个账户登录", "/sign-in"), home],
            ),
            StatusCode::NOT_FOUND | StatusCode::GONE => (
                "没有这一页",
                "地址可能抄漏了字，或者这一页已经并入别处。公布过的通知、公示和公告不会删除，可以按标题或文号查找。",
                vec![Link::new("查企业", "/register"), Link::new("查通知与公示", "/notices"), home],
            ),
            StatusCode::CONFLICT => {
                ("这件事刚刚被别人办过或改过", "这次没有保存。请返回上一页，刷新，看过最新情况后再办。", vec![home])
            }
            StatusCode::METHOD_NOT_ALLOWED => (
                "这一页不能这样打开",
                "可能是刷新了提交表单后的页面。请从栏目重新进入；已经提交的不会提交两次。",
                vec![home],
            ),
            StatusCode::PAYLOAD_TOO_LARGE => (
                "文件太大",
                "没有保存。请把扫描件的分辨率降到 200 dpi，或拆成几个文件分别上传。每一处的上限写在上传框旁边。",
                vec![Link::new("回首页", "/")],
            ),
            StatusCode::TOO_MANY_REQUESTS => (
                "操作太频繁",
                "短时间内的请求太多，为了让别人也能使用，暂停一分钟。您填写的内容没有丢失：过一分钟后返回上一页再提交。",
                vec![home],
            ),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => (
                "平台暂停服务",
                "正在维护，或暂时连不上数据库。已经提交的都已保存。因平台原因赶不上截止时间的，由主管部门按通知处理。请稍后再试。",
                vec![home],
            ),
            _ => (
                "平台出错了",
                "这是平台的问题，不是您的操作有误。这一步没有保存，之前保存的都在。请稍后再试；还不行，请把下面的编号告诉主管部门。",
                vec![home],
            ),
        };
        Failure {
            page: Page::new(Audience::Public, "", title),
            status: status.as_u16(),
            text: text.into(),
            ways,
            request: request.to_string(),
        }
    }

    /// Values to look at.
    pub fn sample() -> Failure {
        Failure {
            page: crate::sample::page(Audience::Public, "", "没有这一页"),
            ..Failure::of(StatusCode::NOT_FOUND, "")
        }
    }

    /// The one with a number to name.
    pub fn sample_broken() -> Failure {
        Failure {
            page: crate::sample::page(Audience::Public, "", "平台出错了"),
            ..Failure::of(StatusCode::INTERNAL_SERVER_ERROR, "0197-5c2e-41d0")
        }
    }
}

/// Too many requests: the page says in how many seconds to come again.
pub fn wait(seconds: u64) -> Response {
    let said = match seconds {
        0..60 => format!("{seconds} 秒"),
        _ => format!("{} 分钟", seconds.div_ceil(60)),
    };
    let text = format!(
        "短时间内的请求太多，为了让别人也能使用，暂停 {said}。您填写的内容没有丢失：{said}后返回上一页再提交。"
    );
    again(Failure { text, ..Failure::of(StatusCode::TOO_MANY_REQUESTS, "") }, seconds)
}

/// More people than there is room for.
pub fn busy() -> Response {
    let page = Failure::of(StatusCode::SERVICE_UNAVAILABLE, "");
    let text =
        "同时使用的人太多，这一次没有排上。没有保存任何东西，已经提交的都在。请过几秒钟刷新，或返回上一页再提交。";
    let page =
        Failure { page: Page { title: "现在人多，请稍候".into(), ..page.page }, text: text.into(), ..page };
    again(page, 5)
}

/// A page about what can be tried again after some seconds.
fn again(page: Failure, seconds: u64) -> Response {
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut response = written(status, &page);
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

/// The page for a status as an answer; plain words if even that cannot be written.
pub fn plain(status: StatusCode) -> Response {
    answer(status, "")
}

fn answer(status: StatusCode, request: &str) -> Response {
    written(status, &Failure::of(status, request))
}

fn written(status: StatusCode, page: &Failure) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, "平台出错了，请稍后再试。").into_response(),
    }
}

/// Middleware: an error that left the house bare (a refusal by a layer, an unknown address) is given its page.
/// An answer that already is a page, or that a program asked for, is left alone.
pub async fn dress(request: Request, next: Next) -> Response {
    let id = security::request_id(request.headers());
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_none_or(|accept| accept.contains("text/html") || accept.contains("*/*"));
    let asset = request.uri().path().starts_with(crate::look::ROOM);
    let response = next.run(request).await;
    let status = response.status();
    let bare = !response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.contains("json"));
    if wants_page && bare && !asset && (status.is_client_error() || status.is_server_error()) {
        return answer(status, &id);
    }
    response
}
