//! A mobile phone, by text or call (B-62 … B-67).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::arrive::{Around, Look, Registrant, Step};
use super::code::CodePage;
use super::countries::{self, Country};
use super::offers::Offer;
use super::texts::RegisterTexts;
use super::ticket;
use super::waiting::{self, WaitPage, Waited};
use crate::auth::ClientAddress;
use crate::authority::second_factor::Way;
use crate::methods::add_phone::{self, PhoneError, Wish};
use crate::methods::kind::PhoneSlot;
use crate::methods::offer;
use crate::methods::phone::{self, Channel, PhoneFault};
use crate::methods::phone_registration;
use crate::pages::error::{PageError, minutes};
use crate::pages::render::{self, Allow, Frame};
use crate::pages::visitor::Visitor;
use crate::state::AppState;
use crate::store::entities::method_registration::Model;

const PATH: &str = "/register/phone";

#[derive(Template)]
#[template(path = "register-phone.html")]
struct PhonePage {
    frame: Frame,
    w: &'static RegisterTexts,
    around: Around,
    number: String,
    countries: Vec<Country>,
    by_text: bool,
    by_call: bool,
    call: bool,
    problem: Option<String>,
}

/// What stands in the form.
#[derive(Default)]
struct Typed {
    number: String,
    /// None for the one of the organization.
    country: Option<String>,
    call: bool,
}

impl Typed {
    /// What an attempt that is over began with.
    fn before(row: &Model) -> Self {
        let country = row.value.as_deref().and_then(phone::country_of);
        Self {
            number: row.value.clone().unwrap_or_default(),
            country,
            call: row.channel.as_deref() == Some(Channel::Voice.name()),
        }
    }
}

/// `GET /register/phone`
pub(in crate::pages) async fn show(State(state): State<AppState>, look: Look) -> Result<Response, PageError> {
    let Look { visitor, registrant } = look;
    registrant.offers(Offer::Phone)?;
    Ok(page(&state, visitor, &registrant, Typed::default(), None))
}

/// `POST /register/phone`: sends the code, or calls.
pub(in crate::pages) async fn start(
    State(state): State<AppState>,
    client: ClientAddress,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor,
        registrant,
        form,
    } = step;
    registrant.offers(Offer::Phone)?;
    let number = form.get("number").unwrap_or_default();
    // A page from before there was a list has none.
    let country = form.get("country").filter(|code| countries::is_country(code));
    let whole = country.map_or_else(
        || number.to_owned(),
        |country| phone::with_country(number, country),
    );
    let channel = form.get("channel").and_then(Channel::parse);
    let channel = channel.ok_or(PageError::BadRequest)?;
    let wish = Wish {
        number: &whole,
        slot: PhoneSlot::Mobile,
        channel,
        replaces: false,
    };
    match add_phone::ask(&state, registrant.asker(&visitor, client), wish).await {
        Ok(row) => {
            let path = format!("{PATH}/{}", ticket::issue(&state, &visitor, row.id));
            Ok(render::redirect(visitor, &registrant.page(&path)))
        }
        Err(error) => {
            let problem = Some(problem(RegisterTexts::of(visitor.lang), error)?);
            let typed = Typed {
                number: number.chars().take(64).collect(),
                country: country.map(str::to_owned),
                call: channel == Channel::Voice,
            };
            Ok(page(&state, visitor, &registrant, typed, problem))
        }
    }
}

/// `GET /register/phone/{ticket}`: the code, or the wait for the call.
pub(in crate::pages) async fn follow(
    State(state): State<AppState>,
    waited: Waited,
) -> Result<Response, PageError> {
    let Waited {
        visitor,
        registrant,
        row,
        ticket,
    } = waited;
    let w = RegisterTexts::of(visitor.lang);
    let path = format!("{PATH}/{ticket}");
    if row.state == "completed" {
        return super::go_on(&state, visitor, &registrant).await;
    }
    if !waiting::is_running(&row, state.now_ms()) {
        let problem = match row.state.as_str() {
            "declined" => w.call_refused,
            _ if row.reason.as_deref() == Some("noAnswer") => w.call_unanswered,
            _ => w.over,
        };
        let problem = Some(problem.to_owned());
        return Ok(page(&state, visitor, &registrant, Typed::before(&row), problem));
    }
    if row.channel.as_deref() == Some(Channel::Voice.name()) {
        let to = row.value.as_deref().unwrap_or_default();
        let page = WaitPage {
            title: w.phone_title,
            lead: w.call_waiting.replace("{to}", to),
            again: Some(w.call_again),
            ..WaitPage::of(&state, &visitor, &registrant, &path, &row)
        };
        return Ok(waiting::show(visitor, &page));
    }
    Ok(code_page(&state, visitor, &registrant, &row, &path, None))
}

/// `POST /register/phone/{ticket}`: the code.
pub(in crate::pages) async fn confirm(
    State(state): State<AppState>,
    client: ClientAddress,
    Path(ticket): Path<String>,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor,
        registrant,
        form,
    } = step;
    let row = find(&state, &visitor, &registrant, &ticket).await?;
    registrant.placed()?;
    let typed = form.get("code").unwrap_or_default();
    let asker = registrant.asker(&visitor, client);
    match add_phone::confirm(&state, asker, &row, typed, None).await {
        Ok(_) => super::proved(&state, visitor, &registrant, Way::Text).await,
        Err(error) => refused(&state, visitor, &registrant, &row, &ticket, error),
    }
}

/// `POST /register/phone/{ticket}/again`
pub(in crate::pages) async fn again(
    State(state): State<AppState>,
    client: ClientAddress,
    Path(ticket): Path<String>,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor, registrant, ..
    } = step;
    let row = find(&state, &visitor, &registrant, &ticket).await?;
    match add_phone::ask_again(&state, registrant.asker(&visitor, client), &row).await {
        // What was sent a moment ago still works; the page says when it can be sent again.
        Ok(_) | Err(PhoneError::TooMany { channel: None, .. }) => {
            let path = format!("{PATH}/{ticket}");
            Ok(render::redirect(visitor, &registrant.page(&path)))
        }
        Err(error) => refused(&state, visitor, &registrant, &row, &ticket, error),
    }
}

async fn find(
    state: &AppState,
    visitor: &Visitor,
    registrant: &Registrant,
    ticket: &str,
) -> Result<Model, PageError> {
    let id = ticket::read(state, visitor, ticket)?;
    let row = phone_registration::find(state, &registrant.user, id).await?;
    row.ok_or(PageError::NotFound)
}

/// Where the person was, with what is wrong; at the number again when this attempt is over.
fn refused(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    row: &Model,
    ticket: &str,
    error: PhoneError,
) -> Result<Response, PageError> {
    let goes_on = match error {
        PhoneError::WrongCode { tries_remaining } => tries_remaining > 0,
        PhoneError::TooMany { .. } | PhoneError::NotSent => row.channel.as_deref() != Some("voice"),
        _ => false,
    };
    let problem = Some(problem(RegisterTexts::of(visitor.lang), error)?);
    if goes_on {
        let path = format!("{PATH}/{ticket}");
        return Ok(code_page(state, visitor, registrant, row, &path, problem));
    }
    Ok(page(state, visitor, registrant, Typed::before(row), problem))
}

fn problem(w: &RegisterTexts, error: PhoneError) -> Result<String, PageError> {
    Ok(match error {
        PhoneError::Number(PhoneFault::Invalid) => w.number_invalid.to_owned(),
        PhoneError::Number(PhoneFault::Extension) => w.number_extension.to_owned(),
        PhoneError::Number(PhoneFault::NotSupported) => w.number_not_supported.to_owned(),
        PhoneError::Number(PhoneFault::CountryNotAllowed) => w.number_country.to_owned(),
        PhoneError::Number(PhoneFault::ChannelNotAllowed) => w.channel_not_allowed.to_owned(),
        PhoneError::AlreadyRegistered => w.number_registered.to_owned(),
        PhoneError::NotAddable(why) => w.why_not(why).to_owned(),
        PhoneError::TooMany { channel, wait } => {
            let text = match channel {
                Some(Channel::Voice) => w.call_limit,
                _ => w.text_limit,
            };
            text.replace("{minutes}", &minutes(wait))
        }
        PhoneError::NotSent => w.not_sent.to_owned(),
        PhoneError::WrongCode { tries_remaining } if tries_remaining > 0 => {
            w.wrong_sent.replace("{count}", &tries_remaining.to_string())
        }
        PhoneError::WrongCode { .. } | PhoneError::Expired | PhoneError::Finished | PhoneError::NoMethod => {
            w.over.to_owned()
        }
        PhoneError::Database(error) => return Err(error.into()),
    })
}

fn code_page(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    row: &Model,
    path: &str,
    problem: Option<String>,
) -> Response {
    let w = RegisterTexts::of(visitor.lang);
    let page = CodePage {
        title: w.phone_title,
        lead: w
            .text_sent
            .replace("{to}", row.value.as_deref().unwrap_or_default()),
        hint: w.text_hint,
        problem,
        ..CodePage::of(state, &visitor, registrant, path, row.resend_after_at)
    };
    render::page_allowing(visitor, &page, Allow::default())
}

fn page(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    typed: Typed,
    problem: Option<String>,
) -> Response {
    let rules = &registrant.holding.rules;
    let channels = offer::channels(rules, PhoneSlot::Mobile);
    let [by_text, by_call] = [Channel::Sms, Channel::Voice].map(|channel| channels.contains(&channel));
    let settings = &registrant.tenant.settings;
    let country = typed
        .country
        .as_deref()
        .or(settings.country_letter_code.as_deref());
    let page = PhonePage {
        around: Around::of(state, &visitor, registrant),
        number: typed.number,
        countries: countries::countries(visitor.lang, &rules.phone.allowed_countries, country),
        by_text,
        by_call,
        call: by_call && (typed.call || !by_text),
        problem,
        frame: Frame::of(&visitor, registrant.page(PATH)),
        w: RegisterTexts::of(visitor.lang),
    };
    render::page_allowing(visitor, &page, Allow::default())
}
