import { defineConfig } from "@argosy/sdk/config";

export default defineConfig({
  store: { url: "s3://artifacts/argosy", secret: { name: "s3", accessKey: "accessKey", secretKey: "secretKey" } },
});
