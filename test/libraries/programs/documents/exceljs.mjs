// Writes a workbook, and reads its cells again.
import assert from "node:assert/strict";
import { load, sync } from "miniasync";

const { Workbook } = sync(load("exceljs")).default;

const book = new Workbook();
const sheet = book.addWorksheet("pets");
sheet.addRows([
  ["Rex", 3],
  ["Tom", 5],
]);
// The line of the table.
book.xlsx.writeFile("own.xlsx");

const read = new Workbook();
read.xlsx.readFile("own.xlsx");
assert.equal(read.getWorksheet("pets").getCell("A2").value, "Tom");
assert.deepEqual(read.getWorksheet("pets").getSheetValues().flat().filter(Boolean), ["Rex", 3, "Tom", 5]);
