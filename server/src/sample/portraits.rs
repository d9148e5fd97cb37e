//! Draws the photos of the sample people: a flat portrait, different for each, from a few shapes.

use anyhow::{Context, anyhow};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// The sizes Graph offers a photo in, in pixels; the larger ones are there only when a larger photo was uploaded.
const SIZES: [i32; 5] = [48, 64, 96, 120, 240];

const BACKGROUNDS: [(&str, &str); 7] = [
    ("#cfe8e6", "#8fc7c3"),
    ("#f6dfc5", "#e9b98a"),
    ("#dbe3f6", "#a5b8e0"),
    ("#f3d7dc", "#dfa1ac"),
    ("#e0ecd2", "#b0cc8f"),
    ("#e8dcf1", "#bfa3d6"),
    ("#fbeab8", "#ecc95f"),
];
const SKINS: [(&str, &str); 5] = [
    ("#f6d3b8", "#e8b592"),
    ("#e9b98f", "#d69f72"),
    ("#c98d62", "#b1774c"),
    ("#8f5a3a", "#7a4a2d"),
    ("#fbe0cd", "#efc1a4"),
];
const HAIRS: [&str; 6] = ["#2b2320", "#6b4226", "#c99a4b", "#8c8f94", "#a5482a", "#17181c"];
const SHIRTS: [&str; 6] = ["#0f6b6b", "#27436b", "#8a3b4a", "#4d5a2f", "#5b4684", "#b1622a"];

/// Hair behind the head, then hair in front of it.
const STYLES: [(&str, &str); 5] = [
    // short, parted
    (
        "",
        "M196 232c-8-96 44-150 128-150s138 50 128 150c-14-44-34-70-60-82-52 30-128 26-164 12-16 16-26 40-32 70z",
    ),
    // long
    (
        "M180 250c-10-120 56-176 144-176s154 56 144 176c-4 70 12 130 28 170-60 26-284 26-344 0 16-40 32-100 28-170z",
        "M202 236c0-80 40-126 122-126s122 46 122 126c-30-18-60-48-76-84-26 40-110 76-168 84z",
    ),
    // bun
    (
        "M324 26a54 54 0 1 1 0 108a54 54 0 0 1 0-108z",
        "M198 238c-6-90 42-144 126-144s132 54 126 144c-22-52-60-84-126-84s-104 32-126 84z",
    ),
    // curls
    (
        "M188 270a60 60 0 0 1-8-96a62 62 0 0 1 60-84a70 70 0 0 1 84-30a70 70 0 0 1 84 30a62 62 0 0 1 60 84a60 60 0 0 1-8 96z",
        "M206 216a44 44 0 0 1 44-72a52 52 0 0 1 74-24a52 52 0 0 1 74 24a44 44 0 0 1 44 72c-26-30-60-42-118-42s-92 12-118 42z",
    ),
    // bob
    (
        "M190 330c-18-160 26-250 134-250s152 90 134 250c-20 14-50 20-70 18H260c-20 2-50-4-70-18z",
        "M204 250c-2-90 40-134 120-134s122 44 120 134c-14-40-30-62-50-74-50 20-130 10-150-6-18 18-34 44-40 80z",
    ),
];

/// Indices into the tables above.
struct Look {
    skin: usize,
    hair: usize,
    style: usize,
    glasses: bool,
}

const fn look(skin: usize, hair: usize, style: usize, glasses: bool) -> Look {
    Look {
        skin,
        hair,
        style,
        glasses,
    }
}

const FAIR: usize = 0;
const TAN: usize = 1;
const BROWN: usize = 2;
const DARK: usize = 3;
const PALE: usize = 4;
const SHORT: usize = 0;
const LONG: usize = 1;
const BUN: usize = 2;
const CURLS: usize = 3;
const BOB: usize = 4;

/// In the order of the people.
const LOOKS: [Look; 14] = [
    look(FAIR, 2, LONG, false),
    look(PALE, 1, BOB, true),
    look(FAIR, 4, BUN, false),
    look(FAIR, 0, SHORT, true),
    look(TAN, 5, SHORT, false),
    look(PALE, 1, LONG, false),
    look(FAIR, 3, SHORT, false),
    look(DARK, 5, CURLS, true),
    look(FAIR, 2, CURLS, false),
    look(BROWN, 5, LONG, false),
    look(FAIR, 1, BUN, false),
    look(PALE, 3, BUN, true),
    look(BROWN, 0, CURLS, false),
    look(FAIR, 4, SHORT, false),
];

/// The portrait of the person with this number, as JPEG in each size: what Graph serves.
pub(super) fn draw(number: usize) -> anyhow::Result<Vec<(i32, Vec<u8>)>> {
    let tree = Tree::from_str(&svg(number), &Options::default()).context("reading a portrait")?;
    SIZES
        .into_iter()
        .map(|size| {
            let edge = u32::try_from(size).context("a size is positive")?;
            let mut picture = Pixmap::new(edge, edge).ok_or_else(|| anyhow!("a portrait of size {size}"))?;
            #[allow(clippy::cast_precision_loss, reason = "sizes are under 1,000 pixels")]
            let scale = edge as f32 / 648.0;
            resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
            Ok((size, jpeg(&picture, edge).context("encoding a portrait")?))
        })
        .collect()
}

/// The background is opaque, so the transparency can be left out.
fn jpeg(picture: &Pixmap, edge: u32) -> image::ImageResult<Vec<u8>> {
    let rgb: Vec<u8> = picture
        .data()
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 88).encode(&rgb, edge, edge, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

fn svg(number: usize) -> String {
    let look = &LOOKS[number % LOOKS.len()];
    let (light, dark) = BACKGROUNDS[number % BACKGROUNDS.len()];
    let (skin, shade) = SKINS[look.skin];
    let hair = HAIRS[look.hair];
    let shirt = SHIRTS[(number * 5 + number / 6) % SHIRTS.len()];
    let (behind, front) = STYLES[look.style];
    let mouth = if look.skin == DARK { "#5a2018" } else { "#9c4a3c" };
    let glasses = if look.glasses {
        "<g fill='none' stroke='#2d3033' stroke-width='9'><circle cx='272' cy='268' r='36'/>\
         <circle cx='376' cy='268' r='36'/><path d='M308 264q16-12 32 0'/></g>"
    } else {
        ""
    };
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 648 648' width='648' height='648'>\
         <defs><linearGradient id='b' x1='0' y1='0' x2='0' y2='1'><stop offset='0' stop-color='{light}'/>\
         <stop offset='1' stop-color='{dark}'/></linearGradient></defs>\
         <rect width='648' height='648' fill='url(#b)'/>\
         <path d='{behind}' fill='{hair}'/>\
         <path d='M96 648c6-128 84-186 172-196h112c88 10 166 68 172 196z' fill='{shirt}'/>\
         <path d='M270 380h108v84c-14 34-94 34-108 0z' fill='{shade}'/>\
         <path d='M214 238c0-84 46-128 110-128s110 44 110 128c0 104-50 182-110 182s-110-78-110-182z' fill='{skin}'/>\
         <circle cx='210' cy='278' r='26' fill='{skin}'/><circle cx='438' cy='278' r='26' fill='{skin}'/>\
         <path d='{front}' fill='{hair}'/>\
         <circle cx='274' cy='270' r='11' fill='#2d2522'/><circle cx='374' cy='270' r='11' fill='#2d2522'/>\
         <g fill='none' stroke='{hair}' stroke-width='10' stroke-linecap='round'>\
         <path d='M250 234q24-14 46-2'/><path d='M352 232q24-12 46 2'/></g>\
         <path d='M322 284q-12 34 6 40' fill='none' stroke='{shade}' stroke-width='9' stroke-linecap='round'/>\
         <path d='M282 356q42 34 84 0' fill='none' stroke='{mouth}' stroke-width='10' stroke-linecap='round'/>\
         {glasses}</svg>"
    )
}
