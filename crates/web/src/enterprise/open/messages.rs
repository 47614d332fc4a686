//! 消息 What the enterprise and its people were told; opening a matter marks its message as read.

use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::clock::day_of;
use titian_app::command::Done;
use titian_app::query::{self, MESSAGES};

use super::member::Member;
use crate::View;
use crate::components::Pages;
use crate::door::{Posted, Stop, onward};
use crate::enterprise::messages::{Form, Message, Messages};
use crate::show;

/// Which page.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    page: Option<u32>,
}

/// `GET /enterprise/messages`
pub async fn list(member: Member, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let here = asked.page.unwrap_or(1).max(1);
    let mail = member.app().messages(&member.actor(), here).await?;
    let pages =
        (mail.total > MESSAGES).then(|| Pages::new(here, MESSAGES, mail.total, "/enterprise/messages?page=", "条"));
    let list = mail.list.iter().map(shown).collect();
    let page = member.page("/enterprise/messages", "");
    Ok(View(Messages::of(page, list, mail.unread as usize, pages, member.today())).into_response())
}

/// `POST /enterprise/messages/read`: all of them; or one, and on to what it is about.
pub async fn read(member: Member, posted: Posted<Form>) -> Result<Response, Stop> {
    if posted.form.message.is_empty() {
        member.app().read_messages(&member.actor()).await?;
        let done = Done { said: "全部标为已读。".into(), ..Done::default() };
        return Ok(onward("/enterprise/messages", &done));
    }
    let id = posted.form.message.parse().map_err(|_| Stop::missing())?;
    let link = member.app().read_message(&member.actor(), id).await?.ok_or_else(Stop::missing)?;
    Ok(Redirect::to(if link.starts_with('/') { &link } else { "/enterprise/messages" }).into_response())
}

/// A message as it is shown.
pub fn shown(one: &query::Message) -> Message {
    let (kind, about) = match one.link.as_str() {
        "" => ("通知", ""),
        link if link.starts_with("/enterprise/applications/") => ("申报", "看这件申报"),
        link if link.starts_with("/publicity") => ("公示", "看公示"),
        link if link.starts_with("/announcements") => ("公告", "看公告"),
        link if link.starts_with("/notices") => ("通知", "看通知"),
        _ if one.subject.contains("账号") => ("账号", "去看看"),
        _ => ("通知", "去看看"),
    };
    let message = Message::new(&one.id.to_string(), kind, &show::sentence(&one.subject), day_of(one.at));
    let message = message.text(&one.body).about(about);
    if one.unread { message.unread() } else { message }
}
