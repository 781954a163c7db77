// Reads a catalogue through the types generated from its API's document.
// Run with the address of the API's host.

import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./generated/api.js";

// Whole records; an answer cut to `fields` is of another media type.
type Catalogue = Client<paths, "application/json">;
type Schemas = components["schemas"];
type Query = NonNullable<paths["/api/v3/books/"]["get"]["parameters"]["query"]>;
type Book = Schemas["BookRecord"];
type Block = (Book["description"] | Book["contents"] | Book["author_bio"] | Book["praise"])[number];

async function read(client: Catalogue): Promise<void> {
  const books = await paperbacks(client);
  for (const book of books) {
    const prices = book.formats.flatMap((format) => format.prices).map(price);
    console.log(`${book.title}: formats ${book.formats.length}, prices ${prices.join(" / ")}`);
  }
  const last = books.at(-1);
  if (last) printBook(await oneBook(client, last.id));
}

/** The books that can be had in paperback, from Z to A, two at a time. */
async function paperbacks(client: Catalogue): Promise<Book[]> {
  const query: Query = { form: ["paperback"], order: "-title", facets: "form", limit: 2 };
  let page = await onePage(client, query);
  const forms = page.facets?.form?.map(({ value, count }) => `${value} ${count}`) ?? [];
  console.log(`${page.count} books: ${forms.join(", ")}`);
  const books = page.items;
  while (page.next) {
    const cursor = new URL(page.next).searchParams.get("cursor") ?? "";
    page = await onePage(client, { ...query, cursor });
    books.push(...page.items);
  }
  return books;
}

async function onePage(client: Catalogue, query: Query): Promise<Schemas["BookList"]> {
  const { data, error } = await client.GET("/api/v3/books/", { params: { query } });
  if (!data) throw new Error(JSON.stringify(error));
  return data;
}

async function oneBook(client: Catalogue, book_id: number): Promise<Book> {
  const { data, error } = await client.GET("/api/v3/books/{book_id}/", {
    params: { path: { book_id } },
  });
  if (!data) throw new Error(JSON.stringify(error));
  return data;
}

function price({ amount, currency, unpriced_reason }: Schemas["Price"]): string {
  return amount === null ? (unpriced_reason ?? "") : `${amount} ${currency}`;
}

function printBook(book: Book): void {
  const [first] = book.contributions;
  if (first) console.log(`${book.title}, ${first.byline.toLowerCase()} ${first.name}`);
  const streams = [book.description, book.contents, book.author_bio, book.praise];
  for (const block of streams.flat<Block[][]>()) console.log(`${block.type}: ${words(block)}`);
}

function words(block: Block): string {
  switch (block.type) {
    case "paragraph":
    case "text":
      return block.value.text;
    case "heading":
      return block.value;
    case "quotation":
      return `${block.value.text} (${block.value.source})`;
    case "image":
      return imageWords(block.value.image);
    case "video":
      return block.value.url;
    case "links":
      return `${block.value.title}: ${block.value.links.map((link) => link.url).join(", ")}`;
    case "matter":
    case "chapter":
      return `${block.value.title}, page ${block.value.page}`;
    case "part":
      return `${block.value.title}: ${block.value.chapters.map(({ title }) => title).join(", ")}`;
    case "contributor":
    case "bio":
      return `${block.value.name}: ${block.value.text.text}`;
    case "endorsement":
      return `${block.value.quotation} (${block.value.person})`;
    case "review":
      return `${block.value.quotation} (${block.value.source}, ${block.value.date})`;
    default:
      return unforeseen(block);
  }
}

function imageWords(image: Schemas["Image"] | null): string {
  return image ? `${image.alt}, ${image.width} × ${image.height}` : "none";
}

function unforeseen(block: never): never {
  throw new Error(`A block of a new type: ${JSON.stringify(block)}`);
}

const [host] = process.argv.slice(2);
await read(createClient<paths, "application/json">({ baseUrl: host ?? "http://127.0.0.1:8000" }));
