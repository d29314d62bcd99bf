/** What a snapshot is taken of: the command, loaded, and the files that all pipelines like this one have in common. */
import { startupSnapshot } from "node:v8";
import { installedFiles } from "@argosy/compiler";
import { main } from "../cli.ts";

const files = installedFiles(process.env["ARGOSY_SNAPSHOT_FOR"] ?? "");
startupSnapshot.setDeserializeMainFunction(() => {
  files.forget();
  void main(files);
});
