// SPDX-License-Identifier: GPL-3.0-or-later
// A job type for Flamenco, Blender's own farm manager: put it in the manager's scripts folder.
// Without a scene the lines become takes; with one, its characters are also filmed.

const JOB_TYPE = {
    label: "Intone Batch",
    settings: [
        { key: "manifest", type: "string", subtype: "file_path", required: true,
          description: "The lines, as .csv or .jsonl" },
        { key: "out_dir", type: "string", subtype: "dir_path", required: true,
          description: "The folder of the takes; the same on all workers" },
        { key: "chunks", type: "int32", default: 8,
          description: "Into how many tasks the lines are cut" },
        { key: "scene", type: "string", subtype: "file_path", default: "",
          description: "A .blend file with the characters and a camera, to film them" },
        { key: "preset", type: "string", choices: ["playblast", "quick", "beautiful", "final"], default: "playblast",
          description: "How the films look" },
        { key: "intone", type: "string", default: "intone",
          description: "The command on the workers" },
        { key: "blender", type: "string", default: "blender",
          description: "The Blender on the workers, with Intone installed" },
    ],
};

function compileJob(job) {
    const settings = job.settings;
    // The whole once more, when all is there: it fails, and says what, where anything is missing.
    const verify = task("verify", command(settings, []));
    for (let index = 1; index <= settings.chunks; index++) {
        const part = index + "/" + settings.chunks;
        const animate = task("animate " + part, command(settings, ["--chunk", part]));
        verify.addDependency(animate);
        job.addTask(animate);
    }
    job.addTask(verify);
}

function task(name, words) {
    const made = author.Task(name, "misc");
    made.addCommand(author.Command("exec", { exe: words[0], args: words.slice(1) }));
    return made;
}

function command(settings, further) {
    const batch = ["batch", settings.manifest, "--out", settings.out_dir].concat(further);
    if (!settings.scene) {
        return [settings.intone].concat(batch, ["--log-format", "json"]);
    }
    const films = ["--also", ".mp4", "--look", settings.preset];
    return [settings.blender, "--background", settings.scene, "--command", "intone"]
        .concat(batch, films);
}
