import type { GetObjectCommandOutput, S3, S3Client } from "@aws-sdk/client-s3";
import { expectTypeOf } from "expect-type";
import { type Handle, load, type Remoted, run, sync } from "miniasync";

const aws = load<typeof import("@aws-sdk/client-s3")>("@aws-sdk/client-s3");
const [s3] = run(new aws.S3({}));
expectTypeOf(s3).toEqualTypeOf<Handle<S3>>();
expectTypeOf(run(s3.getObject({ Bucket: "a", Key: "b" }))[0]).toEqualTypeOf<Remoted<GetObjectCommandOutput>>();
expectTypeOf(sync(s3).headObject({ Bucket: "a", Key: "b" }).ContentLength).toEqualTypeOf<number | undefined>();
// @ts-expect-error It needs a key.
s3.getObject({ Bucket: "a" });

// The result of send() is that of any command.
const [client, command] = run(new aws.S3Client({}), new aws.GetObjectCommand({ Bucket: "a", Key: "b" }));
expectTypeOf(client).toEqualTypeOf<Handle<S3Client>>();
const [sent] = run(client.send(command));
(sent as Remoted<GetObjectCommandOutput>).ContentLength satisfies number | undefined;
// @ts-expect-error A client is no command.
client.send(client);
