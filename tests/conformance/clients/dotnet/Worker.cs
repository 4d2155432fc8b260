using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Reflection;
using System.Text;
using System.Threading;

/// Runs programs that send mail: "SECONDS PATH" a line in, the time it took and the error in base64 a line out.
public static class Worker
{
    public static void Main()
    {
        TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Null);
        for (string line = Console.In.ReadLine(); line != null; line = Console.In.ReadLine())
        {
            int blank = line.IndexOf(' ');
            double limit = double.Parse(line.Substring(0, blank), CultureInfo.InvariantCulture);
            string error = "";
            DateTime began = DateTime.UtcNow;
            // Loaded from bytes, as the same path holds another program next time.
            byte[] program = File.ReadAllBytes(line.Substring(blank + 1));
            Thread thread = new Thread(() => error = Run(program)) { IsBackground = true };
            ServicePointManager.ServerCertificateValidationCallback = null;
            thread.Start();
            string words = thread.Join(TimeSpan.FromSeconds(limit)) ? error : "still waiting";
            double seconds = (DateTime.UtcNow - began).TotalSeconds;
            string told = Convert.ToBase64String(Encoding.UTF8.GetBytes(words));
            output.WriteLine(seconds.ToString(CultureInfo.InvariantCulture) + " " + told);
            output.Flush();
        }
    }

    private static string Run(byte[] program)
    {
        try
        {
            Assembly.Load(program).EntryPoint.Invoke(null, null);
            return "";
        }
        catch (TargetInvocationException error)
        {
            return error.InnerException.ToString();
        }
    }
}
