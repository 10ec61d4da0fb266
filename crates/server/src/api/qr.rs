//! QR codes of hosted pages, as SVG and PNG.

use std::{fmt::Write, io::Cursor};

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use fast_qr::{ECL, Mask, QRBuilder, QRCode};
use image::{GrayImage, ImageFormat, Luma};

use super::{path::Path, verifications, view};
use crate::{
    app::App,
    auth::{Caller, Scope, token},
    error::{INTERNAL_ERROR, Problem},
};

/// Modules of white around the code, as ISO/IEC 18004 asks for.
const QUIET: usize = 4;
/// Pixels of one module in a PNG picture.
const PIXELS: usize = 8;

/// Trying which mask looks best takes four fifths of the time; a token is random enough for any, and readers read all.
fn code(text: &str) -> Result<QRCode, Problem> {
    QRBuilder::new(text).ecl(ECL::M).mask(Mask::Checkerboard).build().map_err(|_| Problem::from(&INTERNAL_ERROR))
}

fn dark(code: &QRCode) -> impl Iterator<Item = (usize, usize)> + '_ {
    let size = code.size;
    (0..size).flat_map(move |y| (0..size).map(move |x| (x, y))).filter(move |(x, y)| code.data[y * size + x].value())
}

/// Dark modules beside each other: where a run begins, and its length.
fn runs(code: &QRCode) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    let size = code.size;
    let dark = move |x: usize, y: usize| x < size && code.data[y * size + x].value();
    let begins = move |x: usize, y: usize| dark(x, y) && (x == 0 || !dark(x - 1, y));
    (0..size).flat_map(move |y| (0..size).filter(move |x| begins(*x, y)).map(move |x| (x, y))).map(move |(x, y)| {
        let length = (x..size).take_while(|x| dark(*x, y)).count();
        (x, y, length)
    })
}

/// A code as an SVG picture, one unit a module.
pub(crate) fn svg(text: &str) -> Result<String, Problem> {
    let code = code(text)?;
    let size = code.size + 2 * QUIET;
    let mut path = String::new();
    for (x, y, length) in runs(&code) {
        // Writing to a String cannot fail.
        let _ = write!(path, "M{} {}.5h{length}", x + QUIET, y + QUIET);
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path stroke=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// A code as a data URI.
pub(crate) fn data_uri(text: &str) -> Result<String, Problem> {
    Ok(format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg(text)?)))
}

fn png(text: &str) -> Result<Vec<u8>, Problem> {
    let code = code(text)?;
    let edge = ((code.size + 2 * QUIET) * PIXELS) as u32;
    let mut picture = GrayImage::from_pixel(edge, edge, Luma([255]));
    for (x, y) in dark(&code) {
        for pixel in 0..PIXELS * PIXELS {
            let at = |module: usize, offset: usize| ((module + QUIET) * PIXELS + offset) as u32;
            picture.put_pixel(at(x, pixel % PIXELS), at(y, pixel / PIXELS), Luma([0]));
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    Ok(bytes.into_inner())
}

/// The hosted page as a QR code, SVG.
#[utoipa::path(
    get,
    path = "/v1/verifications/{id}/qr.svg",
    tag = "verifications",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml", body = String)),
)]
pub async fn as_svg(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    let picture = svg(&address(&app, &caller, &id).await?)?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// The hosted page as a QR code, PNG.
#[utoipa::path(
    get,
    path = "/v1/verifications/{id}/qr.png",
    tag = "verifications",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "image/png", body = Vec<u8>)),
)]
pub async fn as_png(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    let picture = png(&address(&app, &caller, &id).await?)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture).into_response())
}

/// Whoever sees the code can act as the person, so reading is not enough.
async fn address(app: &App, caller: &Caller, id: &str) -> Result<String, Problem> {
    caller.need(Scope::Write)?;
    let record = verifications::record(app, caller, id).await?;
    let service = app.service()?;
    Ok(view::hosted(service, &token::of(&service.master, &record.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_of_modules_with_white_around() {
        let svg = svg("https://example.com/verify#cs_client_x").unwrap();
        assert!(
            svg.starts_with("<svg") && svg.contains("d=\"M4 4.5h7M"),
            "the finder pattern begins with seven dark modules"
        );
        let png = png("https://example.com/verify#cs_client_x").unwrap();
        let picture = image::load_from_memory(&png).unwrap().to_luma8();
        assert_eq!(picture.width(), picture.height());
        assert_eq!((picture.get_pixel(0, 0)[0], picture.get_pixel(32, 32)[0]), (255, 0));
    }
}
