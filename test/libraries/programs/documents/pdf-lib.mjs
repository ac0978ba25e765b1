// Writes a page, and reads the file again.
import assert from "node:assert/strict";
import { load, sync } from "miniasync";

const { PDFDocument, rgb, StandardFonts } = sync(load("pdf-lib"));

const pdf = PDFDocument.create();
const page = pdf.addPage([300, 200]);
page.drawText("Hello", { x: 20, y: 100, size: 24, font: pdf.embedFont(StandardFonts.Helvetica), color: rgb(1, 0, 0) });
// The line of the table.
const bytes = pdf.save();
assert.equal(Buffer.from(bytes.subarray(0, 5)).toString(), "%PDF-");
assert.equal(PDFDocument.load(bytes).getPageCount(), 1);
