// Builds static/dist/: hashed style, scripts, icons and images, the faces for papers, and manifest.json.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compile } from "sass";

const source = dirname(fileURLToPath(import.meta.url));
const root = join(source, "..", "..");
const modules = join(root, "node_modules");
const place = join(root, "static", "dist");
// Built aside and put in place at the end: a server that runs meanwhile never finds half of it.
const dist = `${place}-new`;

const ICONS = [
  "home", "users", "book", "calendar-check", "award", "shield-check", "scale", "building",
  "report-analytics", "settings", "search", "download", "upload", "printer", "plus", "check", "x",
  "alert-triangle", "logout", "menu-2",
];
const FACES = ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"];

const manifest = {};

function put(logical, body) {
  const extension = extname(logical);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 10);
  const name = `${logical.slice(0, -extension.length)}-${hash}${extension}`;
  writeFileSync(join(dist, name), body);
  manifest[logical] = name;
}

function style() {
  const { css } = compile(join(source, "css", "app.scss"), {
    style: "compressed",
    loadPaths: [modules],
    quietDeps: true,
  });
  return css;
}

async function script(entry, define = {}) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["es2020"],
    legalComments: "none",
    define,
  });
  return result.outputFiles[0].text;
}

// What a phone needs to set the teachers' door up as an application of its own.
function application() {
  const icon = (size) => ({
    src: manifest[`app-${size}.png`], sizes: `${size}x${size}`, type: "image/png", purpose: "any maskable",
  });
  return JSON.stringify({
    name: "Bina", short_name: "Bina", id: "/portal/today", start_url: "/portal/today", scope: "/", display: "standalone",
    lang: "id", background_color: "#f3f6f4", theme_color: "#0b5a4a", icons: [icon(192), icon(512)],
  });
}

// The service worker knows by name what it keeps; one new file makes it another worker with a store of its own.
async function worker(files) {
  const kept = files.map((name) => `/static/${manifest[name]}`);
  const mark = createHash("sha256").update(kept.join()).digest("hex").slice(0, 10);
  const known = { __FILES__: JSON.stringify(kept), __NAME__: JSON.stringify(`bina-${mark}`) };
  return script(join(source, "js", "worker.js"), known);
}

function sprite() {
  const symbols = ICONS.map((name) => {
    const drawing = readFileSync(join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const inner = drawing
      .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
      .replace("</svg>", "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
      .replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" `
      + `stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

function faces() {
  const from = join(modules, "@expo-google-fonts/arimo");
  const to = join(dist, "fonts", "arimo");
  mkdirSync(to, { recursive: true });
  for (const face of FACES) {
    cpSync(join(from, face, `Arimo_${face}.ttf`), join(to, `Arimo_${face}.ttf`));
  }
  cpSync(join(from, "LICENSE_FONT"), join(to, "LICENSE_FONT"));
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
put("app.css", style());
put("app.js", await script(join(source, "js", "app.js")));
put("phone.js", await script(join(source, "js", "phone", "main.js")));
put("icons.svg", sprite());
put("mark.svg", readFileSync(join(source, "images", "mark.svg")));
put("app-192.png", readFileSync(join(source, "images", "app-192.png")));
put("app-512.png", readFileSync(join(source, "images", "app-512.png")));
put("application.json", application());
put("worker.js", await worker(["app.css", "app.js", "phone.js", "icons.svg", "mark.svg"]));
faces();
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
rmSync(place, { recursive: true, force: true });
renameSync(dist, place);
console.log(Object.values(manifest).join("\n"));
