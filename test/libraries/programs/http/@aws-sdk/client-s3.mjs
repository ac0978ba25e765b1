// Puts two objects at once, lists and reads them; one that is missing is an error that can be listed.
// Against: http
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client } = load("@aws-sdk/client-s3");
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true"; // It warns of Node 20.
const credentials = { accessKeyId: "none", secretAccessKey: "none" };
const [s3] = run(
  new S3Client({ region: "local", endpoint: `${process.env.HTTP_URL}/s3`, forcePathStyle: true, credentials }),
);

function* put(Key, Body) {
  // The line of the table.
  yield* s3.send(yield* new PutObjectCommand({ Bucket: "own", Key, Body }));
}
function* get(Key) {
  const { Body } = yield* s3.send(yield* new GetObjectCommand({ Bucket: "own", Key }));
  return yield* Body.transformToString();
}

run(put("a.txt", "one"), put("b.txt", Buffer.from("two")));
const [list] = run(new ListObjectsV2Command({ Bucket: "own" }));
const [{ Contents }] = run(s3.send(list));
assert.deepEqual(
  Contents.map(({ Key }) => Key),
  ["a.txt", "b.txt"],
);
assert.deepEqual(run(get("a.txt"), get("b.txt")), ["one", "two"]);
const [missing] = run(get("c.txt"), { returnExceptions: [NoSuchKey] });
assert.equal(missing.name, "NoSuchKey");
