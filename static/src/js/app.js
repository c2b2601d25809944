// Everything here only helps: each page works without it.
import "./menu.js";
import "./sending.js";
import "./lists.js";
import "./register.js";
import "./entry.js";
import "./idle.js";
import "./leftover.js";

document.documentElement.classList.add("js");
document.querySelector(".govuk-error-summary")?.focus();
