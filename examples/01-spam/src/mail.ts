/**
 * A raw e-mail as the words a filter may look at.
 *
 * Only the subject and the body count. The other headers tell where this corpus was collected (the recipients, their mail
 * servers, the lists they read, scores of other filters), and a model that learns those is worthless anywhere else. For
 * the same reason list tags, list footers, addresses, links and dates lose their names.
 */
import PostalMime from "postal-mime";

export async function readMail(raw: string): Promise<string[]> {
  const { subject = "", text = "", html } = await PostalMime.parse(raw.replace(/^From .*\n/, ""));
  const body = html ?? text;
  const isHtml = /<(?:html|body|table|font|br|p|div)\b[^>]*>/i.test(body);
  const content = withoutFooter(isHtml ? withoutTags(body) : body);
  return [...words(`${withoutListTag(subject)}\n${content}`), ...(isHtml ? ["<html>"] : [])];
}

function words(text: string): string[] {
  const shouts = text.match(/\b[A-Z]{4,}\b/g) ?? [];
  const named = text
    .replace(/\b(?:https?:\/\/|www\.)\S+/gi, " <link> ")
    .replace(/[\w.+-]+@[\w.-]+/g, " <address> ")
    .replace(/[$£€]\s?\d[\d,.]*/g, " <money> ")
    .replace(/\d[\d,.]*/g, " <number> ")
    .replace(/!{2,}/g, " <exclamation> ")
    .toLowerCase();
  const found = named.match(/<(?:link|address|money|number|exclamation)>|[a-z][a-z']*[a-z]/g) ?? [];
  return [...found.filter((word) => word.length <= 24 && !DATE.test(word)), ...shouts.map(() => "<shout>")];
}

// The good mails were collected in other months than the bad ones.
const DATE = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)$/;

function withoutListTag(subject: string): string {
  return subject.replace(/\[[^\]]*\]/g, " ");
}

function withoutTags(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<[^>]*>|&[a-z]+;|&#\d+;/gi, " ");
}

/** Signatures, and what mailing lists write below a line of dashes. */
function withoutFooter(text: string): string {
  return text
    .replace(/\n-- ?\n[\s\S]*$/, "\n")
    .replace(/\n[_-]{20,} *\n(?:[^\n]*\n){0,3}?[^\n]*(?:mailing list|sponsored by|listinfo)[\s\S]*$/i, "\n");
}
