// The answer goes to the app by itself; without this script the person presses the button.
document.forms[0].submit();
