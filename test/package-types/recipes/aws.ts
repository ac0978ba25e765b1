import { type Handle, iterate, load, run, sync } from "miniasync";

// The client that has a method for each command: with send(command) the result is that of any command.
const aws = load<typeof import("@aws-sdk/client-s3")>("@aws-sdk/client-s3");

const [s3] = run(new aws.S3({ region: "eu-central-1" }));
const [object] = run(s3.getObject({ Bucket: "photos", Key: "a.jpg" }));
object.ContentLength satisfies number | undefined;
// Its type is that of all platforms.
const body = object.Body as Handle<{ transformToByteArray(): Promise<Uint8Array> }>;
run(body.transformToByteArray())[0] satisfies Uint8Array;
sync(s3).listBuckets({}).Buckets satisfies { Name?: string | undefined }[] | undefined;
for (const page of iterate(aws.paginateListObjectsV2({ client: s3 }, { Bucket: "photos" })))
  page.KeyCount satisfies number | undefined;
